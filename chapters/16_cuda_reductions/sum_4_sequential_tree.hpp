#pragma once

// Rung 4 of the sum: another tree, in which the threads that still work are neighbours. For files that hold kernels
// (.cu).

#include "15_cuda_kernels/shared_array.hpp"
#include "16_cuda_reductions/levels.hpp"

namespace strata::sums {

// [region kernel]
/// (16.4)  s_t <- s_t + s_(t+d) where t < d, for d = 128, 64, ..., 1
template <class T>
__global__ void sum_sequential(const T* x, Index count, T* block_sums) {
  auto& s = shared_array<T[block_threads]>();
  const Index t = threadIdx.x, i = thread_number();
  s[t] = i < count ? x[i] : T(0);
  __syncthreads();
  for (Index d = block_threads / 2; d > 0; d /= 2) {
    if (t < d) s[t] += s[t + d];
    __syncthreads();
  }
  if (t == 0) block_sums[blockIdx.x] = s[0];
}
// [endregion kernel]

/// Starts it, level by level.
template <class T>
Tensor sequential_tree(const Tensor& x) {
  return in_levels<sum_sequential<T>, T>(x);
}

}  // namespace strata::sums
