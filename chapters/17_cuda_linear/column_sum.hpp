#pragma once

#include "01_tensors/tensor.hpp"
#include "02_modules/parameter.hpp"

namespace strata {

/// The sum of each column of a matrix on the GPU, s_j = Σ_i a_ij (17.15), assigned or added. The order of the additions
/// follows from the sizes alone. The matrix's last axis are the columns, all others the rows; T is float or double.
template <class T>
void sum_columns(const Tensor& matrix, Write write, Tensor& sums);

}  // namespace strata
