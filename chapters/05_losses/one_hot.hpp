#pragma once

#include <string>

#include "01_tensors/tensor.hpp"
#include "common/error.hpp"

namespace strata {

/// Labels as rows of zeros with a single 1 (5.9): [N,K] from [N] in int32.
/// @param labels   each from 0 to classes - 1
/// @param classes  how many there are, K
/// @param options  device and dtype of the result
/// @throws Error if labels are not [N] of int32, or one is no class; the message says which sample
Tensor one_hot(const Tensor& labels, Index classes, TensorOptions options = {});

/// The first sample whose label is not from 0 to classes - 1, or -1. @pre labels are int32
Index first_label_outside(const Tensor& labels, Index classes);

/// The message for the first such label. @pre there is one
Error label_error(const Tensor& labels, Index classes, const std::string& where);

}  // namespace strata
