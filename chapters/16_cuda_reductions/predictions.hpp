#pragma once

#include "01_tensors/tensor.hpp"

namespace strata::cuda_reductions {

/// Chapter 1's argmax() on the GPU: the class with the largest score in each row of [N,K], float32 or float64, as
/// labels [N] in int32 beside the scores. The lower class wins a tie. Nobody waits. @throws Error for other scores
Tensor argmax(const Tensor& scores);

/// Adds the number of equal labels to `right`, a tensor [1] in int32. All three live on the GPU, and nobody waits: set
/// `right` to 0 before an epoch, call this for every batch, and read it behind the last one.
///
///     Tensor right = Tensor::full({1}, 0, {Device::cuda, Dtype::i32});
///     count_right(argmax(network.forward(x)), labels, right);
///
/// @throws Error if shapes, dtypes or devices differ from these
void count_right(const Tensor& predicted, const Tensor& labels, Tensor& right);

}  // namespace strata::cuda_reductions
