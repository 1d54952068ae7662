#pragma once

#include "01_tensors/tensor.hpp"

namespace strata {

/// The mean of the samples of each class (1.1): [K,F] in float32, from samples [N,...] of uint8 or float32 and labels
/// [N]. Sums are taken in float64. @throws Error if a class has no sample, or a label lies outside [0, classes)
Tensor class_means(const Tensor& samples, const Tensor& labels, Index classes);

/// The class whose mean is nearest to each sample (1.2): labels [N] in int32. The lower class wins a tie.
/// @throws Error if a sample has another size than a mean
Tensor nearest_mean(const Tensor& samples, const Tensor& means);

}  // namespace strata
