#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace strata::emulator {

/// The shared memory of the running block. Every array is a block of the heap of its own, so that the address sanitizer
/// sees an index beyond its end. Not so where the thread sanitizer watches: there the first thread to ask would count
/// as the one that wrote the memory, and the others as if they had not waited for it.
class SharedArrays {
 public:
  /// A launch begins; its blocks get so many bytes of dynamic shared memory.
  void begin_launch(std::size_t dynamic_bytes);

  /// A block begins: whatever the one before left is gone.
  void begin_block();

  /// The array of a key, or null if the block would have more than `most` bytes with it.
  void* find_or_add(const void* key, std::size_t bytes, std::size_t most);

  /// The dynamic shared memory.
  void* dynamic() { return dynamic_.data(); }

  /// Bytes of all arrays of the launch so far.
  std::size_t bytes() const;

  /// Whether an address lies in one of them.
  bool holds(const void* address) const;

 private:
  struct Array {
    const void* key;
    std::span<std::byte> memory;
  };

  std::span<std::byte> new_memory(std::size_t bytes);

  std::span<std::byte> dynamic_;
  std::vector<Array> arrays_;
  std::vector<std::unique_ptr<std::byte[]>> owned_;
  std::size_t carved_ = 0;  // bytes of the one block that all arrays are cut from where the thread sanitizer watches
};

}  // namespace strata::emulator
