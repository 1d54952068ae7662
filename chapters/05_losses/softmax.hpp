#pragma once

// Softmax as this chapter's program needs it, for losses that take probabilities: chapter 4's kernels without the layer
// around them.

#include "01_tensors/tensor.hpp"

namespace strata {

/// The probabilities p of scores y, [N,K] in float32 or float64, in the dtype of the scores (4.23).
Tensor softmax(const Tensor& y);

/// dy from dp = dL/dp, at the probabilities p: dy_k = p_k (dp_k - Σ_j p_j dp_j) (5.23).
Tensor softmax_backward(const Tensor& p, const Tensor& dp);

}  // namespace strata
