#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "01_tensors/tensor.hpp"

namespace strata {

/// The ways to add up a tensor, from the bottom of the ladder: sum_1_one_thread.hpp to sum_6_vectorised.hpp.
constexpr std::array<std::string_view, 6> sum_rungs{"one thread",      "atomics",      "interleaved tree",
                                                    "sequential tree", "warp shuffle", "vectorised"};

/// The rung whose order of additions is chance, so that two runs may differ in their last bits.
constexpr int rung_of_atomics = 2;

/// Σ x_i by one rung, counted from 1: a tensor [1] of x's dtype beside x, which lives on the GPU as float32 or float64.
Tensor run_sum(int rung, const Tensor& x);

/// What a rung does.
struct SumCounts {
  std::uint64_t launches = 0;         ///< of kernels
  std::uint64_t threads = 0;          ///< of all launches
  std::uint64_t barriers = 0;         ///< __syncthreads(), once for a block
  std::uint64_t meetings = 0;         ///< shuffles, once for a warp
  std::uint64_t atomics = 0;          ///< once for a thread
  std::uint64_t loads = 0;            ///< instructions of warps that load from device memory
  std::uint64_t sectors = 0;          ///< sectors of 32 bytes that these touch
  std::uint64_t shared_requests = 0;  ///< instructions of warps that load from or store to shared memory
};

/// Counts for so many float32 numbers; nothing in a program for a GPU, whose counters a profiler reads.
std::optional<SumCounts> count_sum(int rung, Index count);

/// Sectors that are loaded for each number when rows of so many float32 are added up,
/// by a thread or by a warp for each row; nothing on a GPU.
std::optional<double> sectors_of_rows(Index columns, bool warp_for_each_row);

}  // namespace strata
