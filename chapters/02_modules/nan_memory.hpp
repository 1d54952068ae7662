#pragma once

#include <optional>

#include "01_tensors/allocator.hpp"

namespace strata {

/// Until the scope ends, every new block of memory holds NaN, on the CPU and on one more device: an element that nobody
/// writes is seen. Every tensor that was made in the scope must be gone before it ends.
class NanMemory {
 public:
  /// From here on.
  explicit NanMemory(Device device) : cpu_memory_(cpu_memory(), FreshBlocks::nan), cpu_(Device::cpu, cpu_memory_) {
    if (device == Device::cpu) return;
    device_memory_.emplace(allocator(device).source(), FreshBlocks::nan);
    device_.emplace(device, *device_memory_);
  }

 private:
  CachingAllocator cpu_memory_;
  AllocatorScope cpu_;
  std::optional<CachingAllocator> device_memory_;
  std::optional<AllocatorScope> device_;
};

}  // namespace strata
