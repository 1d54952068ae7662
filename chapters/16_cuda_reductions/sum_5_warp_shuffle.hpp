#pragma once

// Rung 5 of the sum: the lanes of a warp hand each other what is in their registers, and only the warps meet in shared
// memory. For files that hold kernels (.cu).

#include "16_cuda_reductions/block_reduction.hpp"
#include "16_cuda_reductions/combinations.hpp"
#include "16_cuda_reductions/levels.hpp"

namespace strata::sums {

// [region kernel]
/// (16.8)  One number of each thread, combined by warps
template <class T>
__global__ void sum_by_shuffles(const T* x, Index count, T* block_sums) {
  const Index i = thread_number();
  const T sum = combine_block(i < count ? x[i] : T(0), Sum());
  if (threadIdx.x == 0) block_sums[blockIdx.x] = sum;
}
// [endregion kernel]

/// Starts it, level by level.
template <class T>
Tensor warp_shuffle(const Tensor& x) {
  return in_levels<sum_by_shuffles<T>, T>(x);
}

}  // namespace strata::sums
