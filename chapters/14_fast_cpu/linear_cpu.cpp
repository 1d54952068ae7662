#include <algorithm>

#include "01_tensors/tensor.hpp"
#include "03_linear/linear.hpp"
#include "14_fast_cpu/kernel_sets.hpp"
#include "14_fast_cpu/linear_products.hpp"
#include "common/parallel.hpp"

namespace strata::fast_cpu {
namespace {

// (3.1)  y = x Wᵀ + 1 bᵀ
template <class T>
void linear_forward(const Tensor& x, const Tensor& weight, const Tensor* bias, Tensor& y) {
  const Index outputs = y.dim(1);
  const T* const b = bias == nullptr ? nullptr : bias->data<T>();
  T* const out = y.data<T>();
  linear_product<T>(x, weight, y, [=](const ProductBlock& block) {
    if (b == nullptr) return;
    for (Index n = block.column; n < block.column + block.columns; ++n) {
      T* const row = out + n * outputs;
      for (Index o = block.row; o < block.row + block.rows; ++o) row[o] += b[o];
    }
  });
}

// (3.6)  db = dyᵀ 1. Few numbers: every column has one owner, which adds from the first sample to the last.
template <class T>
void linear_backward_bias(const Tensor& dy, Write write, Tensor& dbias) {
  const Index samples = dy.dim(0), outputs = dy.dim(1);
  const T* const g = dy.data<T>();
  T* const db = dbias.data<T>();
  parallel_for(outputs, std::max<Index>(64, product_grain / samples / 64 * 16), [=](Index begin, Index end) {
    if (write == Write::assign) std::fill(db + begin, db + end, T(0));
    for (Index n = 0; n < samples; ++n) {
      const T* const row = g + n * outputs;
      for (Index o = begin; o < end; ++o) db[o] += row[o];
    }
  });
}

template <class T>
constexpr LinearKernels linear_kernels{&linear_forward<T>, &linear_input_gradient<T>, &linear_weight_gradient<T>,
                                       &linear_backward_bias<T>};

}  // namespace

const LinearKernels linear_f32 = linear_kernels<float>, linear_f64 = linear_kernels<double>;

}  // namespace strata::fast_cpu
