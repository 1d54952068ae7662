#pragma once

// How the lanes of a warp combine what they have. For files that hold kernels (.cu).

#include <cuda_runtime.h>

namespace strata {

/// How many threads of a block go together: its lanes. (CUDA's own warpSize is no constant for the compiler.)
constexpr int warp_lanes = 32;

/// The mask of all of them.
constexpr unsigned whole_warp = 0xFFFFFFFFU;

// [region butterfly]
/// (16.7)  v_l <- v_l ∘ v_(l xor d), for d = lanes/2, ..., 2, 1. Every lane ends with the same bits. All lanes of the
/// warp call it; fewer than 32 `lanes`, a power of two, leave each group of so many to itself.
template <int lanes = warp_lanes, class Combine, class T>
__device__ T combine_lanes(T value, Combine combine) {
  for (int distance = lanes / 2; distance > 0; distance /= 2) {
    value = combine(value, __shfl_xor_sync(whole_warp, value, distance));
  }
  return value;
}
// [endregion butterfly]

}  // namespace strata
