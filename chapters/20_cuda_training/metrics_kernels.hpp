#pragma once

#include "01_tensors/tensor.hpp"

namespace strata {

/// How many numbers the running sums are: loss, right predictions, samples, batches, and the first bad batch.
constexpr Index metrics_count = 5;

/// Starts the kernel that adds a batch to the sums, float64 [5] on the GPU (20.9).
void add_batch(const Tensor& losses, const Tensor& predicted, const Tensor& labels, Tensor& sums);

}  // namespace strata
