#pragma once

// Threads that share a row, and add up along it. For files that hold kernels (.cu).

#include <cuda_runtime.h>

#include "15_cuda_kernels/elementwise.hpp"
#include "15_cuda_kernels/shared_array.hpp"

namespace strata {

// [region warp]
/// A row belongs to a warp, eight rows to a block. No thread waits for another warp.
struct WarpTeam {
  static constexpr unsigned threads = 32;     ///< for each row
  static constexpr Index rows_of_block = 8;   ///< rows that a block takes
  static constexpr Index longest_row = 1024;  ///< beyond that, a block takes the row

  /// (18.13)  The sum over the 32 threads, in all of them and with the same bits.
  static __device__ double sum(double own) {
    for (int apart = 16; apart > 0; apart /= 2) own += __shfl_xor_sync(0xFFFFFFFFU, own, apart);
    return own;
  }
};
// [endregion warp]

// [region block]
/// A row belongs to a block of eight warps.
struct BlockTeam {
  static constexpr unsigned threads = 256;   ///< for each row
  static constexpr Index rows_of_block = 1;  ///< rows that a block takes

  /// The sum over the 256 threads, in all of them: eight sums of warps, added in their order.
  static __device__ double sum(double own) {
    auto& sums = shared_array<double[threads / WarpTeam::threads]>();
    const double of_warp = WarpTeam::sum(own);
    __syncthreads();  // whoever still reads the sums of the call before
    if (threadIdx.x % WarpTeam::threads == 0) sums[threadIdx.x / WarpTeam::threads] = of_warp;
    __syncthreads();
    double total = 0;
    for (const double one : sums) total += one;
    return total;
  }
};
// [endregion block]

// [region row]
/// The row of the running thread, and its place in the team.
template <class Team>
struct RowPlace {
  Index row;    ///< may lie behind the last
  Index place;  ///< from 0 to Team::threads - 1

  /// (18.14)
  __device__ RowPlace()
      : row(static_cast<Index>(blockIdx.x) * Team::rows_of_block + threadIdx.x / Team::threads),
        place(threadIdx.x % Team::threads) {}
};

/// A grid with a team for each row.
template <class Team>
Launch team_for_each(Index rows) {
  return {.grid = static_cast<unsigned>(blocks_for(rows, Team::rows_of_block)),
          .block = static_cast<unsigned>(Team::rows_of_block) * Team::threads};
}
// [endregion row]

}  // namespace strata
