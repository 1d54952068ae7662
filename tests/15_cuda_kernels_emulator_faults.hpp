#pragma once

#include <string>
#include <vector>

namespace strata {

/// A kernel that does what CUDA leaves undefined, and what the emulator must say of it.
struct PlantedFault {
  std::string kernel;             ///< its name
  void (*start)();                ///< puts it into the current stream
  std::vector<std::string> said;  ///< parts of the report: what is wrong, who, and where
};

/// All of them: barriers, then meetings of a warp, then shared memory.
std::vector<PlantedFault> planted_faults();

/// @{
/// The parts of that list, each in a file of its own.
std::vector<PlantedFault> planted_barriers();
std::vector<PlantedFault> planted_meetings();
/// @}

/// Starts a kernel of 33 x 7 blocks of 64 threads of which one thread of block (31,5,0) misses a barrier.
void start_fault_in_one_block();

}  // namespace strata
