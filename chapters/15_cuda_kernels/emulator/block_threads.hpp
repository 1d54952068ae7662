#pragma once

#include <cstdint>

#include "15_cuda_kernels/emulator/site.hpp"
#include "15_cuda_kernels/emulator/vectors.hpp"
#include "15_cuda_kernels/emulator/warp_exchange.hpp"

namespace strata::emulator {

/// One CUDA thread of the running block.
struct BlockThread {
  enum class State : unsigned char { fresh, running, at_block_barrier, in_warp_meeting, ready, ended };

  uint3 index{};               ///< threadIdx
  State state = State::fresh;  ///< what it is doing
  int fiber = -1;              ///< whose stack it runs on
  Site site{};                 ///< where it waits
  WarpCall call{};             ///< what it brings to a meeting of its warp
  std::uint64_t result = 0;    ///< what it takes home from there
  int meeting = 0;             ///< number of that meeting
};

}  // namespace strata::emulator
