// The kernels of chapter 3's Linear on the GPU.

#include "03_linear/linear.hpp"
#include "15_cuda_kernels/cuda_sets.hpp"
#include "15_cuda_kernels/elementwise.hpp"
#include "17_cuda_linear/column_sum.hpp"
#include "17_cuda_linear/cuda_linear_sets.hpp"
#include "17_cuda_linear/matrix_product.hpp"

namespace strata {
namespace {

// [region forward]
// y_no <- y_no + b_o
template <class T>
__global__ void add_to_rows(const T* b, Index columns, T* y, Index count) {
  for (Index i = thread_number(); i < count; i += thread_count()) y[i] = y[i] + b[i % columns];
}

// (3.1)  y = x Wᵀ + 1 bᵀ
template <class T>
void forward(const Tensor& x, const Tensor& weight, const Tensor* bias, Tensor& y) {
  multiply(factor<T>(x), transposed(factor<T>(weight)), Write::assign, y.data<T>());
  if (bias == nullptr) return;
  launch<add_to_rows<T>>(elementwise(y.count()), bias->data<T>(), bias->count(), y.data<T>(), y.count());
}
// [endregion forward]

// [region backward]
// (3.4)  dx = dy W
template <class T>
void backward_input(const Tensor& dy, const Tensor& weight, Tensor& dx) {
  multiply(factor<T>(dy), factor<T>(weight), Write::assign, dx.data<T>());
}

// (3.5)  dW = dyᵀ x
template <class T>
void backward_weight(const Tensor& x, const Tensor& dy, Write write, Tensor& dweight) {
  multiply(transposed(factor<T>(dy)), factor<T>(x), write, dweight.data<T>());
}

// (3.6)  db = dyᵀ 1
template <class T>
void backward_bias(const Tensor& dy, Write write, Tensor& dbias) {
  sum_columns<T>(dy, write, dbias);
}
// [endregion backward]

template <class T>
constexpr LinearKernels cuda{&forward<T>, &backward_input<T>, &backward_weight<T>, &backward_bias<T>};

}  // namespace

void install_linear_kernels() {
  LinearKernels::table.install({Device::cuda, Dtype::f32, cuda_set, &cuda<float>});
  LinearKernels::table.install({Device::cuda, Dtype::f64, cuda_set, &cuda<double>});
}

}  // namespace strata
