// Clipping and regularisers on the GPU.

#include <algorithm>
#include <cmath>
#include <utility>

#include "06_optimizers/gradient_kernels.hpp"
#include "06_optimizers/gradient_rule.hpp"
#include "15_cuda_kernels/cuda_sets.hpp"
#include "15_cuda_kernels/elementwise.hpp"
#include "16_cuda_reductions/block_reduction.hpp"
#include "16_cuda_reductions/combinations.hpp"
#include "20_cuda_training/training_sets.hpp"

namespace strata {
namespace {

// Numbers that one block adds up, and the most blocks. Both decide who is added to whom, so they may depend on the
// number of numbers and on nothing else.
constexpr Index measured_chunk = 4096, most_measuring_blocks = 512;

// [region measure]
// Σ|x| and Σx² of the numbers of each block, (20.5) and (20.6)
template <class T>
__global__ void measure_blocks(const T* x, Index count, double* sums) {
  double absolute = 0, square = 0;
  for (Index i = thread_number(); i < count; i += thread_count()) {
    const auto wide = static_cast<double>(x[i]);
    absolute += std::abs(wide);
    square += wide * wide;
  }
  absolute = combine_block(absolute, Sum());
  square = combine_block(square, Sum());
  if (threadIdx.x != 0) return;
  sums[2 * blockIdx.x] = absolute;
  sums[2 * blockIdx.x + 1] = square;
}

// The sums of all blocks, by one block
__global__ void add_blocks(const double* partial, Index blocks, double* sums) {
  double absolute = 0, square = 0;
  for (Index block = threadIdx.x; block < blocks; block += blockDim.x) {
    absolute += partial[2 * block];
    square += partial[2 * block + 1];
  }
  absolute = combine_block(absolute, Sum());
  square = combine_block(square, Sum());
  if (threadIdx.x != 0) return;
  sums[0] = absolute;
  sums[1] = square;
}

template <class T>
void measure(const Tensor& x, Tensor& sums) {
  const Index blocks = std::min(blocks_for(x.count(), measured_chunk), most_measuring_blocks);
  const auto block = static_cast<unsigned>(elementwise_block);
  const Launch all{.grid = static_cast<unsigned>(blocks), .block = block};
  if (blocks == 1) return launch<measure_blocks<T>>(all, x.data<T>(), x.count(), sums.data<double>());
  Tensor partial({blocks, 2}, sums.options());
  launch<measure_blocks<T>>(all, x.data<T>(), x.count(), partial.data<double>());
  launch<add_blocks>({.grid = 1, .block = block}, std::as_const(partial).data<double>(), blocks, sums.data<double>());
}
// [endregion measure]

// [region clip_norm]
// (6.20), where the norm is known only here
template <class T>
__global__ void shorten(const double* sums, Index rows, double limit, T* gradient, Index count) {
  auto& factor = shared_array<T>();
  if (threadIdx.x == 0) {
    double squares = 0;
    for (Index row = 0; row < rows; ++row) squares += sums[2 * row + 1];
    factor = static_cast<T>(clip_factor(squares, limit));
  }
  __syncthreads();
  if (factor == 1) return;
  for (Index i = thread_number(); i < count; i += thread_count()) gradient[i] *= factor;
}
// [endregion clip_norm]

// (6.21)
template <class T>
__global__ void clip_entries(T limit, T* gradient, Index count) {
  for (Index i = thread_number(); i < count; i += thread_count()) gradient[i] = clipped(gradient[i], limit);
}

// (6.23)
template <class T>
__global__ void regularise_entries(T l1, T l2, const T* value, T* gradient, Index count) {
  for (Index i = thread_number(); i < count; i += thread_count()) {
    gradient[i] = regularised(gradient[i], value[i], l1, l2);
  }
}

template <class T>
void clip_norm(const Tensor& sums, double limit, Tensor& gradient) {
  launch<shorten<T>>(elementwise(gradient.count()), sums.data<double>(), sums.dim(0), limit, gradient.data<T>(),
                     gradient.count());
}

template <class T>
void clip_value(double limit, Tensor& gradient) {
  launch<clip_entries<T>>(elementwise(gradient.count()), static_cast<T>(limit), gradient.data<T>(), gradient.count());
}

template <class T>
void regularise(double l1, double l2, const Tensor& value, Tensor& gradient) {
  launch<regularise_entries<T>>(elementwise(gradient.count()), static_cast<T>(l1), static_cast<T>(l2), value.data<T>(),
                                gradient.data<T>(), gradient.count());
}

template <class T>
constexpr GradientKernels gradient_kernels{&measure<T>, &clip_norm<T>, &clip_value<T>, &regularise<T>};

}  // namespace

void install_gradient_kernels() {
  GradientKernels::table.install({Device::cuda, Dtype::f32, cuda_set, &gradient_kernels<float>});
  GradientKernels::table.install({Device::cuda, Dtype::f64, cuda_set, &gradient_kernels<double>});
}

}  // namespace strata
