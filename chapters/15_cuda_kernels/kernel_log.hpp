#pragma once

#include <string_view>

namespace strata {

/// Appends a kernel's name, once in a process, to the file that the environment variable STRATA_KERNEL_LOG names; does
/// nothing without it. tools/kernel_table.py makes a table of which kernels ran where.
void log_kernel(std::string_view kernel);

}  // namespace strata
