#pragma once

#include <filesystem>

#include "common/picture.hpp"

namespace strata {

/// Times both sets of kernels over the size of the window, prints a table and draws it.
Picture compare_kernel_sets(const std::filesystem::path& out);

}  // namespace strata
