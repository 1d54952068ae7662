#pragma once

#include "15_cuda_kernels/emulator/site.hpp"

namespace strata::emulator {

/// The running thread waits until all threads of its block are here, at the same line.
void wait_for_block(Site site);

}  // namespace strata::emulator

/// As in CUDA; nobody passes the argument.
inline void __syncthreads(strata::emulator::Site site = strata::emulator::Site::here()) {
  strata::emulator::wait_for_block(site);
}
