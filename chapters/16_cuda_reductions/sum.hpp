#pragma once

#include "01_tensors/tensor.hpp"

namespace strata::cuda_reductions {

/// Σ x_i, as a tensor [1] of x's dtype on its device. The order of the additions depends on the number of elements
/// alone, so equal numbers give equal bits. Nobody waits. @throws Error unless x lives on the GPU as float32 or float64
Tensor sum(const Tensor& x);

/// The largest element, and NaN if there is one; else as sum().
Tensor largest(const Tensor& x);

}  // namespace strata::cuda_reductions
