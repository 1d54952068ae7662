#pragma once

// Rung 3 of the sum: a tree in shared memory that adds neighbours. For files that hold kernels (.cu).

#include "15_cuda_kernels/shared_array.hpp"
#include "16_cuda_reductions/levels.hpp"

namespace strata::sums {

// [region kernel]
/// (16.3)  s_t <- s_t + s_(t+d) where t is a multiple of 2d, for d = 1, 2, 4, ..., 128
template <class T>
__global__ void sum_interleaved(const T* x, Index count, T* block_sums) {
  auto& s = shared_array<T[block_threads]>();
  const Index t = threadIdx.x, i = thread_number();
  s[t] = i < count ? x[i] : T(0);
  __syncthreads();
  for (Index d = 1; d < block_threads; d *= 2) {
    if (t % (2 * d) == 0) s[t] += s[t + d];
    __syncthreads();
  }
  if (t == 0) block_sums[blockIdx.x] = s[0];
}
// [endregion kernel]

/// Starts it, level by level.
template <class T>
Tensor interleaved_tree(const Tensor& x) {
  return in_levels<sum_interleaved<T>, T>(x);
}

}  // namespace strata::sums
