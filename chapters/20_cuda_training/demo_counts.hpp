#pragma once

#include <cstdint>
#include <optional>

#include "common/function_ref.hpp"

namespace strata {

/// What a function started.
struct LaunchTotal {
  std::uint64_t launches = 0;  ///< kernels
  std::uint64_t blocks = 0;    ///< of all of them
};

/// Runs a function and counts what it starts; nothing where kernels run on a GPU, which counts nothing.
std::optional<LaunchTotal> count_launches(FunctionRef<void()> function);

}  // namespace strata
