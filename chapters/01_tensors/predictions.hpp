#pragma once

#include "01_tensors/tensor.hpp"

namespace strata {

/// The class with the largest score in each row of [N,K], float32 or float64: labels [N] in int32. The lower class wins
/// a tie.
Tensor argmax(const Tensor& scores);

/// The share of labels that are equal. @throws Error if the shapes differ
double accuracy(const Tensor& predicted, const Tensor& labels);

}  // namespace strata
