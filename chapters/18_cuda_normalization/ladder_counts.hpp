#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/index.hpp"

namespace strata {

/// What a kernel, or several in a row, asked for.
struct LadderCounts {
  Index threads = 0;            ///< that were started
  Index barriers = 0;           ///< __syncthreads(), once for a block
  double load_requests = 0;     ///< instructions of warps that load from device memory, for each 32 numbers of x
  double sectors_a_number = 0;  ///< sectors of 32 bytes that are loaded, for each number of x
};

/// Counts of a rung of moments_ladder.hpp for float32 numbers [rows, channels]; nothing in a program for a GPU.
std::optional<LadderCounts> count_moments(int rung, Index rows, Index channels);

/// Likewise of mask_kernels.hpp, for so many float32 numbers.
std::optional<LadderCounts> count_masks(int rung, Index count);

}  // namespace strata
