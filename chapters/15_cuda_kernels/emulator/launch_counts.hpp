#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace strata::emulator {

/// What the launches of a kernel did. Counts, no times: an emulator knows nothing of speed.
struct LaunchCounts {
  std::uint64_t launches = 0;  ///< of the kernel
  std::uint64_t blocks = 0;    ///< of all launches
  std::uint64_t threads = 0;   ///< likewise
  std::uint64_t barriers = 0;  ///< __syncthreads(), once for a block
  std::uint64_t meetings = 0;  ///< shuffles, votes and __syncwarp(), once for a warp
  std::uint64_t atomics = 0;   ///< once for a thread
};

/// Every kernel that ran since forget_counts(), by name.
std::map<std::string, LaunchCounts> launch_counts();

/// Starts to count anew.
void forget_counts();

/// Adds what a launch did.
void add_counts(const std::string& kernel, const LaunchCounts& counts);

/// The running thread changes a number atomically.
void count_atomic();

}  // namespace strata::emulator
