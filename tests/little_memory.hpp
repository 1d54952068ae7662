#pragma once

#include <cstddef>

#include "01_tensors/allocator.hpp"
#include "common/error.hpp"

namespace strata {

/// The CPU's memory with a limit: allocating throws Error where `bytes_left` is not enough.
struct LittleMemory {
  inline static std::size_t bytes_left = 0;  ///< what can still be allocated

  static void* allocate(std::size_t bytes) {
    if (bytes > bytes_left) throw Error({"memory", "no room", "room", ""});
    bytes_left -= bytes;
    return cpu_memory().allocate(bytes);
  }
  static void release(void* block, std::size_t bytes) noexcept {
    bytes_left += bytes;
    cpu_memory().release(block, bytes);
  }
  static MemorySource source() { return {&allocate, &release, true}; }
};

}  // namespace strata
