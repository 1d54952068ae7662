#pragma once

#include <string>
#include <vector>

#include "15_cuda_kernels/emulator/block_threads.hpp"

namespace strata::emulator {

/// Why no thread of the block can go on: who waits at a barrier for whom, or which lane never came.
std::string deadlock_report(const std::vector<BlockThread>& threads);

/// What every thread is doing, threads that do the same together; at most four of these groups.
std::string waiting_report(const std::vector<BlockThread>& threads);

}  // namespace strata::emulator
