#pragma once

// What the rungs of the ladder share. For files that hold kernels (.cu).

#include "15_cuda_kernels/elementwise.hpp"
#include "16_cuda_reductions/numbers.hpp"

namespace strata::sums {

/// Threads of a block on every rung: eight warps.
constexpr Index block_threads = 256;

// [region levels]
/// (16.5)  Blocks of 256 threads make one number of 256, and the next launch takes those. The threads of a kernel
/// cannot wait for another block, so the end of a launch is the barrier between two levels.
template <auto block_sums, class T>
Tensor in_levels(const Tensor& x) {
  Tensor level = x;
  do {
    const Index blocks = blocks_for(level.count(), block_threads);
    Tensor sums({blocks}, x.options());
    launch<block_sums>({.grid = static_cast<unsigned>(blocks), .block = static_cast<unsigned>(block_threads)},
                       numbers<T>(level), level.count(), numbers_to_write<T>(sums));
    level = sums;
  } while (level.count() > 1);
  return level;
}
// [endregion levels]

}  // namespace strata::sums
