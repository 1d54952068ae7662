#pragma once

#include <cstddef>
#include <memory>

#include "01_tensors/allocator.hpp"

namespace strata {

/// The memory of the GPU, for a CachingAllocator. Its errors say what was asked for and what is free.
MemorySource cuda_memory();

/// Page-locked memory of the host: the GPU can read it by itself, while the processor does something else.
class PinnedMemory {
 public:
  /// So many bytes, undefined. @throws Error if the system has none
  explicit PinnedMemory(std::size_t bytes);

  /// The first byte, aligned for every type.
  std::byte* data() const { return memory_.get(); }

  /// How many there are.
  std::size_t bytes() const { return bytes_; }

 private:
  struct Free {
    void operator()(std::byte* memory) const;
  };

  std::unique_ptr<std::byte, Free> memory_;
  std::size_t bytes_;
};

}  // namespace strata
