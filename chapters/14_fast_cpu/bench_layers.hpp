#pragma once

#include <string>
#include <vector>

#include "14_fast_cpu/roofline.hpp"

/// A few layers of the homework's networks alone, forward and backward, as measured on this machine.
struct LayerMeasurements {
  std::vector<strata::fast_cpu::MeasuredWork> forward;   ///< in training mode
  std::vector<strata::fast_cpu::MeasuredWork> backward;  ///< the layer alone, dx included
};

/// Times each layer on a batch of 64 random images with the kernels that run now. Operations are those of the plain
/// equations: Winograd's convolution needs fewer, and can so stand above the roof.
LayerMeasurements measure_layers();

/// Prints what this machine reaches and where the layers stand below it, and draws both as roofline.png in `out`.
void print_machine(strata::Index threads, const std::filesystem::path& out);
