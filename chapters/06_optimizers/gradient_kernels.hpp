#pragma once

#include "01_tensors/kernels.hpp"

namespace strata {

/// What a device must know to look at gradients and change them between backward pass and step. Sums are float64 and
/// stay on the device, so that a recorded CUDA graph needs no copy in between. Chapter 6 teaches the CPU, chapter 20
/// the GPU.
struct GradientKernels {
  /// sums[0] ← Σ|x|, sums[1] ← Σx²; sums is float64 [2]
  void (*measure)(const Tensor& x, Tensor& sums);
  /// gradient ← gradient · min(1, limit / (norm + 10⁻⁶)) (6.20), where norm² is the sum of sums[i,1] over all rows; it
  /// stays as it is if that is no number or infinite
  void (*clip_norm)(const Tensor& sums, double limit, Tensor& gradient);
  /// gradient ← min(max(gradient, -limit), limit) (6.21)
  void (*clip_value)(double limit, Tensor& gradient);
  /// gradient ← gradient + λ1 sign(value) + λ2 value (6.23)
  void (*regularise)(double l1, double l2, const Tensor& value, Tensor& gradient);

  /// Which functions run where.
  static KernelTable<GradientKernels> table;
};

}  // namespace strata
