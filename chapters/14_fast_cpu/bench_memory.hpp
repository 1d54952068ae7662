#pragma once

#include <string>

#include "14_fast_cpu/kernel_option.hpp"

/// Prints how much memory this process takes for training steps with batches of so many images: the most that it ever
/// had, less what it had when the network was built and nothing had run. Call it in a process that has done nothing
/// else. @throws strata::Error where the system does not say
void print_memory(const std::string& network, strata::Index images, const strata::fast_cpu::KernelOption& kernels);
