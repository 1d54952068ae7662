#pragma once

#include "01_tensors/tensor.hpp"
#include "02_modules/parameter.hpp"
#include "14_fast_cpu/matrix_product.hpp"
#include "common/function_ref.hpp"

// The three products of a linear layer, for T = float and double.

namespace strata::fast_cpu {

/// y = x Wᵀ (3.1) without a bias. `finished` is called for each block of yᵀ, rows being outputs and columns samples,
/// while it is still in the cache.
template <class T>
void linear_product(const Tensor& x, const Tensor& weight, Tensor& y, FunctionRef<void(const ProductBlock&)> finished);

/// dx = dy W (3.4)
template <class T>
void linear_input_gradient(const Tensor& dy, const Tensor& weight, Tensor& dx);

/// dW = dyᵀ x (3.5), assigned or added
template <class T>
void linear_weight_gradient(const Tensor& x, const Tensor& dy, Write write, Tensor& dweight);

}  // namespace strata::fast_cpu
