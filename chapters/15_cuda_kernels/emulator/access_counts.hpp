#pragma once

#include <cstddef>
#include <cstdint>

#include "common/function_ref.hpp"

namespace strata::emulator {

/// What the threads of a kernel ask of device memory and of shared memory, warp by warp. Counts, no times.
struct AccessCounts {
  /// Loads from one kind of memory, or stores to it.
  struct Direction {
    std::uint64_t elements = 0;  ///< numbers that threads asked for
    std::uint64_t requests = 0;  ///< instructions of warps: the lanes that ask in the same step ask together
    std::uint64_t parts = 0;     ///< device memory: sectors of 32 bytes; shared memory: passes over its 32 banks
  };
  Direction loads;          ///< from device memory
  Direction stores;         ///< to device memory
  Direction shared_loads;   ///< from shared memory
  Direction shared_stores;  ///< to shared memory
};

/// Runs something that launches kernels of Counted numbers, waits for them, and returns what they asked for.
///
/// Lanes of a warp are taken to be in the same step when each of them has asked equally often before; where a kernel
/// sends its lanes different ways, that is only nearly so.
AccessCounts count_accesses(FunctionRef<void()> run);

/// What an access does.
enum class Access : unsigned char { load, store };

/// The running thread asks for bytes; ignored where they are neither in device nor in shared memory (a register, then)
/// and outside of count_accesses().
void note_access(Access access, const void* address, std::size_t bytes);

/// A block has run to its end: what its warps asked for is added up.
void finish_block_of_accesses();

}  // namespace strata::emulator
