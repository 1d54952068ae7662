#pragma once

#include <span>

#include "01_tensors/tensor.hpp"

namespace strata {

/// The chosen elements of the first axis, copied in the given order: row i of the result is source[rows[i]] (1.4). This
/// is how a mini-batch is taken from a data set on the CPU. @throws Error if a row lies outside the source, or none is
/// asked
Tensor gather(const Tensor& source, std::span<const Index> rows);

}  // namespace strata
