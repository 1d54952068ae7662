#pragma once

#include <string_view>

namespace strata::fast_cpu {

/// The name of this chapter's sets of kernels, for prefer_kernels().
constexpr std::string_view fast_kernels = "fast";

/// Teaches the CPU the kernels of chapter 14. From here on they run wherever a table has them, unless prefer_kernels()
/// names another set. A second call changes nothing.
void install();

}  // namespace strata::fast_cpu
