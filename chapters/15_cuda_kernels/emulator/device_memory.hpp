#pragma once

#include <cstddef>
#include <map>
#include <memory>

namespace strata::emulator {

/// The memory of the emulated GPU, or page-locked memory of the host: blocks, and which addresses lie in them.
class MemoryBlocks {
 public:
  /// A block of so many bytes, aligned as CUDA's to 256, all of them 0xFF: NaN until somebody writes.
  void* allocate(std::size_t bytes);

  /// Gives a block back. False if it is none.
  bool release(void* block);

  /// Whether a range lies in one block.
  bool holds(const void* begin, std::size_t bytes) const;

  /// Bytes in use.
  std::size_t bytes() const { return bytes_; }

 private:
  struct Free {
    void operator()(std::byte* memory) const;
  };
  struct Block {
    std::unique_ptr<std::byte, Free> memory;
    std::size_t bytes;
  };

  std::map<const std::byte*, Block> blocks_;
  std::size_t bytes_ = 0;
};

}  // namespace strata::emulator
