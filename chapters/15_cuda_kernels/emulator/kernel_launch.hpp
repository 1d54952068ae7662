#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "15_cuda_kernels/emulator/include/cuda_runtime_api.h"
#include "15_cuda_kernels/emulator/vectors.hpp"

namespace strata::emulator {

/// A kernel with its arguments, ready to run.
struct KernelLaunch {
  std::string kernel;            ///< "sum_rows<float>", for reports and counts
  dim3 grid;                     ///< blocks
  dim3 block;                    ///< threads of each
  std::size_t shared_bytes = 0;  ///< dynamic shared memory of each block
  std::function<void()> thread;  ///< what every thread runs
};

/// The limits of a GPU of compute capability 7.5, the oldest that CUDA 13 compiles for.
/// Source: CUDA C++ Programming Guide, section 20.2, table "Technical Specifications per Compute Capability".
struct LaunchLimits {
  static constexpr unsigned threads = 1024;                 ///< of a block
  static constexpr unsigned block_z = 64;                   ///< along the third axis of a block
  static constexpr unsigned grid_x = 0x7FFFFFFF;            ///< blocks along the first axis of a grid
  static constexpr unsigned grid_yz = 65535;                ///< along the two others
  static constexpr std::size_t shared_bytes = 48U * 1024U;  ///< of a block, without asking for more
};

/// Puts a kernel into a stream, or into the graph that the stream is recording. It runs when somebody waits for it.
/// @return cudaErrorInvalidConfiguration if a GPU would refuse the grid, the block or the shared memory
cudaError_t enqueue(KernelLaunch launch, cudaStream_t stream);

/// Runs all blocks of a kernel now. @throws Fault if the kernel does what CUDA leaves undefined
void run_now(const KernelLaunch& launch);

}  // namespace strata::emulator
