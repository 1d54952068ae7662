// Planted faults: warps whose lanes do not all come, or that read from one that takes no part.

#include <cuda_runtime.h>

#include <utility>

#include "15_cuda_kernels/launch.hpp"
#include "tests/15_cuda_kernels_emulator_faults.hpp"

namespace strata {
namespace {

std::string at(int line) { return "tests/15_cuda_kernels_emulator_meetings.cu:" + std::to_string(line); }

constexpr unsigned all_lanes = 0xFFFFFFFFU;

constexpr int outside_line = __LINE__ + 2;
__global__ void lane_outside_mask() {
  __syncwarp(0xFFFFFFEFU);  // without lane 4
}

constexpr int elsewhere_line = __LINE__ + 4;
__global__ void lane_elsewhere() {
  const int lane = static_cast<int>(threadIdx.x % 32);
  if (threadIdx.x == 32 + 7) __syncthreads();
  __shfl_down_sync(all_lanes, lane, 1);
  __syncthreads();
}

constexpr int masks_line = __LINE__ + 3;
__global__ void two_masks() {
  const unsigned mask = threadIdx.x < 16 ? 0x0000FFFFU : all_lanes;
  __any_sync(mask, true);
  __syncthreads();
}

constexpr int calls_line = __LINE__ + 3;
__global__ void two_calls() {
  if (threadIdx.x % 2 == 0) {
    __syncwarp();
  } else {
    __ballot_sync(all_lanes, true);
  }
}

__global__ void source_ended() {
  const int lane = static_cast<int>(threadIdx.x);
  if (lane >= 24) return;
  __shfl_down_sync(all_lanes, lane, 8);
}

__global__ void source_ended_later() {
  const int lane = static_cast<int>(threadIdx.x);
  __syncthreads();
  if (lane == 0) return;  // in reversed order, the others are waiting by then
  __shfl_sync(all_lanes, lane, 0);
}

__global__ void source_outside_mask() {
  const int lane = static_cast<int>(threadIdx.x);
  if (lane < 16) __shfl_sync(0x0000FFFFU, lane, 20);
}

__global__ void source_not_there() {  // in a block of 40 threads, warp 1 has lanes 0 to 7
  __shfl_sync(all_lanes, static_cast<int>(threadIdx.x), 8);
}

constexpr int waits_line = __LINE__ + 3;
__global__ void barrier_against_warp() {
  if (threadIdx.x == 3) {
    __syncwarp();
  } else {
    __syncthreads();
  }
}

template <auto kernel, unsigned threads>
void start() {
  launch<kernel>({.grid = 1, .block = threads});
}

}  // namespace

std::vector<PlantedFault> planted_meetings() {
  const std::string never = " is named in the mask 0xffffffff and never comes to ";
  const std::string no_part = ", which takes no part: it has ended, does not exist or is not in the mask ";
  return {
      {"lane_outside_mask",
       &start<lane_outside_mask, 32>,
       {"lane 4 calls with the mask 0xffffffef, in which it is not named", at(outside_line)}},
      {"lane_elsewhere",
       &start<lane_elsewhere, 64>,
       {"lane 7 of warp 1" + never + at(elsewhere_line), "thread 39: at __syncthreads() in " + at(elsewhere_line - 1)}},
      {"two_masks",
       &start<two_masks, 32>,
       {"lane 0 of warp 0" + never + at(masks_line), "threads 0 to 15: at __syncthreads()"}},
      {"two_calls", &start<two_calls, 32>, {"lane 1 of warp 0" + never + at(calls_line), at(calls_line + 2)}},
      {"source_ended", &start<source_ended, 32>, {" shuffles from lane ", no_part + "0xffffffff"}},
      {"source_ended_later", &start<source_ended_later, 32>, {" shuffles from lane 0", no_part + "0xffffffff"}},
      {"source_outside_mask", &start<source_outside_mask, 32>, {" shuffles from lane 20", no_part + "0x0000ffff"}},
      {"source_not_there", &start<source_not_there, 40>, {" shuffles from lane 8", no_part + "0xffffffff"}},
      {"barrier_against_warp",
       &start<barrier_against_warp, 64>,
       {"lane 0 of warp 0" + never + at(waits_line), "thread 3: waiting for its warp (mask 0xffffffff)"}},
  };
}

std::vector<PlantedFault> planted_faults() {
  std::vector<PlantedFault> all = planted_barriers();
  for (PlantedFault& fault : planted_meetings()) all.push_back(std::move(fault));
  return all;
}

}  // namespace strata
