// Dropout on the GPU: the masks are the CPU's, bit for bit.

#include <cuda_runtime.h>

#include "09_dropout/dropout.hpp"
#include "15_cuda_kernels/cuda_sets.hpp"
#include "18_cuda_normalization/cuda_normalization_sets.hpp"
#include "18_cuda_normalization/mask_kernels.hpp"

namespace strata {
namespace {

// (9.1)  y_i = m_i x_i, and (9.4)  dx_i = m_i dy_i
template <class T>
void multiply(const Bernoulli& m, const Tensor& taken, const Tensor& x, Tensor& y) {
  masks::multiply_by_mask(m, taken.data<std::int64_t>(), x.data<T>(), y.data<T>(), x.count());
}

// A mask is its own backward pass.
template <class T>
constexpr DropoutKernels cuda{&multiply<T>, &multiply<T>};

}  // namespace

void install_dropout_kernels() {
  DropoutKernels::table.install({Device::cuda, Dtype::f32, cuda_set, &cuda<float>});
  DropoutKernels::table.install({Device::cuda, Dtype::f64, cuda_set, &cuda<double>});
}

}  // namespace strata
