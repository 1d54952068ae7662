#pragma once

// Which thread takes which element, for kernels that treat all elements alike. For files that hold kernels (.cu).

#include <cuda_runtime.h>

#include <algorithm>

#include "15_cuda_kernels/launch.hpp"
#include "common/index.hpp"

namespace strata {

/// Threads of a block where a kernel has no reason for another number: eight warps.
constexpr Index elementwise_block = 256;

/// Blocks beyond this number would only wait: no GPU runs so many at a time. The threads take several elements each.
constexpr Index most_elementwise_blocks = 4096;

/// ⌈count / each⌉, as many blocks as it takes. (15.3)
constexpr Index blocks_for(Index count, Index each) { return (count + each - 1) / each; }

/// Threads for so many elements.
inline Launch elementwise(Index count) {
  const Index blocks = std::min(blocks_for(count, elementwise_block), most_elementwise_blocks);
  return {.grid = static_cast<unsigned>(blocks), .block = static_cast<unsigned>(elementwise_block)};
}

// [region index]
/// The number of the running thread in a grid along x. (15.2)
__device__ inline Index thread_number() { return static_cast<Index>(blockIdx.x) * blockDim.x + threadIdx.x; }

/// How many threads a grid has along x: how far it is to a thread's next element. (15.4)
__device__ inline Index thread_count() { return static_cast<Index>(gridDim.x) * blockDim.x; }
// [endregion index]

}  // namespace strata
