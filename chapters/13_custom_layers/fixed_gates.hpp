#pragma once

#include <vector>

#include "02_modules/sequential.hpp"

namespace strata {

/// What the Gated layer at this position of a built network multiplies these images by: [N,C] or [N,H,W,1], in
/// evaluation mode. @throws Error if there is another layer
Tensor gates_at(Sequential& network, Index position, const Tensor& x);

/// The share of the samples that are classified right where the Gated layers at these positions may not look at the
/// image: each multiplies all images by the mean of its gates. In evaluation mode.
/// @throws Error if there is another layer at one of the positions
double accuracy_with_fixed_gates(Sequential& network, const std::vector<Index>& positions, const Tensor& x,
                                 const Tensor& labels);

}  // namespace strata
