#pragma once

#include <vector>

#include "14_fast_cpu/kernel_option.hpp"
#include "bench_rows.hpp"

/// Times rows on one thread and on `threads`, in turns, because a machine that others use changes its speed, and prints
/// how many times faster the second is: the median of the rounds and their extremes.
void compare_cores(const std::vector<BenchRow>& rows, strata::Index threads, strata::Index rounds, double seconds,
                   const strata::fast_cpu::KernelOption& kernels);
