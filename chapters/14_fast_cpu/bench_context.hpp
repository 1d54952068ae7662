#pragma once

#include <string>
#include <utility>
#include <vector>

#include "14_fast_cpu/kernel_option.hpp"

/// What a measurement was made with, beside what Google Benchmark itself says of the machine and the date: threads,
/// kernels, processor, compiler, width of vectors, commit.
std::vector<std::pair<std::string, std::string>> bench_context(const strata::fast_cpu::KernelOption& kernels);
