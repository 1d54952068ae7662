#pragma once

// Where the bytes of a tensor come from. Later machinery: a first reader can skip this file.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "01_tensors/device.hpp"

namespace strata {

/// What a device must offer so that tensors can live on it.
struct MemorySource {
  void* (*allocate)(std::size_t bytes);  ///< at least 64-byte aligned; throws Error when there is no memory
  void (*release)(void* block, std::size_t bytes) noexcept;  ///< takes a block back
  bool host_can_touch;                                       ///< false for a GPU's memory: it cannot be poisoned
  void (*spoil)(void* block, std::size_t bytes) = nullptr;   ///< fills a block with NaN, in its turn; null: cannot
};

/// What a block holds when it is handed out.
enum class FreshBlocks {
  undefined,  ///< whatever was there
  nan,  ///< NaN in every floating-point type, so that a value nobody wrote shows itself; needs MemorySource::spoil
};

/// Keeps released blocks and hands them out again, so that a training step asks the system for nothing after the first.
///
/// Sizes are rounded up to a size class (64 bytes or more, four classes per power of two, so at most a quarter of a
/// larger block is lost); a released block serves any later request of its class. Safe to call from several threads.
class CachingAllocator {
 public:
  /// What was asked of the allocator since it was made. All byte counts are after rounding.
  struct Statistics {
    std::size_t bytes_in_use = 0;       ///< handed out and not yet taken back
    std::size_t peak_bytes_in_use = 0;  ///< the most that was ever in use
    std::size_t bytes_cached = 0;       ///< taken back and kept
    std::uint64_t requests = 0;         ///< calls of allocate()
    std::uint64_t system_requests = 0;  ///< how many of them the cache could not serve
  };

  /// An allocator with an empty cache.
  explicit CachingAllocator(MemorySource source, FreshBlocks fresh = FreshBlocks::undefined)
      : source_(source), fresh_(fresh) {}
  CachingAllocator(const CachingAllocator&) = delete;
  CachingAllocator& operator=(const CachingAllocator&) = delete;
  /// Gives the cache back. Ends the program with a message if a block is still in use: its tensor would later give it
  /// back to an allocator that is gone.
  ~CachingAllocator();

  /// A block of at least `bytes` bytes, its contents undefined. Gives the cache back and tries once more before it
  /// gives up. @throws Error when the device has no memory left
  void* allocate(std::size_t bytes);

  /// Takes back a block of allocate(bytes), with the same number of bytes.
  void release(void* block, std::size_t bytes) noexcept;

  /// Gives every cached block back to the system.
  void release_cache() noexcept;

  /// The numbers so far.
  Statistics statistics() const;

  /// Where its blocks come from.
  MemorySource source() const { return source_; }

 private:
  static constexpr std::size_t class_count = 256;

  void* from_source(std::size_t number, std::size_t bytes);
  void release_cache_locked() noexcept;

  MemorySource source_;
  FreshBlocks fresh_;
  mutable std::mutex mutex_;
  std::array<std::vector<void*>, class_count> cached_;  // each with room for every block of its class
  std::array<std::size_t, class_count> owned_{};        // blocks of the class, in use or cached
  Statistics statistics_;
};

/// The allocator that new tensors on `device` use. @throws Error if nobody has taught the device
CachingAllocator& allocator(Device device);

/// Makes `replacement` the allocator of a device until the scope ends: a test's own, or a graph's private pool. It must
/// outlive every tensor that was made in the scope. The scope holds for the thread that opened it and no other; kernels
/// on worker threads allocate no tensors.
class AllocatorScope {
 public:
  /// From here on, new tensors on the device take their memory from `replacement`.
  AllocatorScope(Device device, CachingAllocator& replacement);
  AllocatorScope(const AllocatorScope&) = delete;
  AllocatorScope& operator=(const AllocatorScope&) = delete;
  ~AllocatorScope();

 private:
  Device device_;
  CachingAllocator* previous_;
};

/// Teaches Strata a device: from now on its tensors take their memory from `allocator`, which must live to the end of
/// the program. Chapter 15 calls this for Device::cuda.
void install_allocator(Device device, CachingAllocator& allocator);

/// The CPU's memory, aligned to 64 bytes (a cache line, and the widest vector register).
MemorySource cpu_memory();

}  // namespace strata
