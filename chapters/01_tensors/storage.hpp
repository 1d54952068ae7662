#pragma once

// The block of memory behind one or more tensors. Later machinery: a first reader can skip this file.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "01_tensors/allocator.hpp"
#include "01_tensors/device.hpp"

namespace strata {

/// Owns one block of a device's memory and gives it back to the allocator it came from.
class Storage {
 public:
  /// Takes a block from the device's allocator.
  Storage(Device device, std::size_t bytes)
      : device_(device), bytes_(bytes), allocator_(&allocator(device)), block_(allocator_->allocate(bytes)) {}
  Storage(const Storage&) = delete;
  Storage& operator=(const Storage&) = delete;
  ~Storage() { allocator_->release(block_, bytes_); }

  /// Whose memory it is.
  Device device() const { return device_; }
  /// The first byte of the block, an address on the device.
  std::byte* data() const { return static_cast<std::byte*>(block_); }

  /// How often the block was opened for writing; see Tensor::writes().
  std::uint64_t writes() const { return writes_.load(std::memory_order_relaxed); }
  /// The block is opened for writing. Two threads that do so at the same time may count once: the number changes all
  /// the same.
  void count_write() { writes_.store(writes() + 1, std::memory_order_relaxed); }

 private:
  Device device_;
  std::size_t bytes_;
  CachingAllocator* allocator_;
  void* block_;
  std::atomic<std::uint64_t> writes_{0};
};

/// Lets std::allocate_shared take the reference count of a Storage from the CPU's cache too: without it, every tensor
/// would cost one trip to malloc.
template <class T>
struct CachedHostAllocator {
  using value_type = T;  ///< what the standard library asks every allocator for

  CachedHostAllocator() = default;
  /// @{
  /// The other functions that the standard library asks for.
  template <class U>
  // NOLINTNEXTLINE(google-explicit-constructor): the standard library converts without asking
  CachedHostAllocator(const CachedHostAllocator<U>& other) : source(other.source) {}

  T* allocate(std::size_t count) { return static_cast<T*>(source->allocate(count * sizeof(T))); }
  void deallocate(T* block, std::size_t count) noexcept { source->release(block, count * sizeof(T)); }
  bool operator==(const CachedHostAllocator&) const = default;
  /// @}

  /// Where the memory comes from, and goes back to.
  CachingAllocator* source = &allocator(Device::cpu);
};

/// A new block that lives as long as the last tensor that points to it.
inline std::shared_ptr<Storage> make_storage(Device device, std::size_t bytes) {
  return std::allocate_shared<Storage>(CachedHostAllocator<Storage>(), device, bytes);
}

}  // namespace strata
