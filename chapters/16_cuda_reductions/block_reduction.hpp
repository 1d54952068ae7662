#pragma once

// How the threads of a block combine what they have. For files that hold kernels (.cu).

#include <cuda_runtime.h>

#include "15_cuda_kernels/shared_array.hpp"
#include "16_cuda_reductions/warp_reduction.hpp"

namespace strata {

/// One number from each warp of a block, which has at most 32.
template <class T>
struct OfWarps {
  T value[warp_lanes];  ///< by number of the warp
};

// [region block]
/// (16.8)  Combines one number of every thread of a block along x, whose threads fill whole warps. Every thread gets
/// the same bits, and every thread of the block must call it.
template <class Combine, class T>
__device__ T combine_block(T value, Combine combine) {
  auto& of_warps = shared_array<OfWarps<T>>();
  const unsigned warp = threadIdx.x / warp_lanes, lane = threadIdx.x % warp_lanes, warps = blockDim.x / warp_lanes;
  value = combine_lanes(value, combine);
  if (lane == 0) of_warps.value[warp] = value;
  __syncthreads();  // before somebody reads what another warp has written
  value = combine_lanes(lane < warps ? of_warps.value[lane] : Combine::template nothing<T>(), combine);
  __syncthreads();  // before the next call writes what somebody still reads here
  return value;
}
// [endregion block]

}  // namespace strata
