#include "15_cuda_kernels/emulator/device_memory.hpp"

#include <cstdlib>
#include <cstring>

namespace strata::emulator {
namespace {

constexpr std::size_t alignment = 256;

}  // namespace

void MemoryBlocks::Free::operator()(std::byte* memory) const { std::free(memory); }

void* MemoryBlocks::allocate(std::size_t bytes) {
  void* memory = nullptr;
  // Not aligned_alloc(), whose sizes are multiples of the alignment: the address sanitizer would miss an index that is
  // a little too large.
  if (posix_memalign(&memory, alignment, bytes == 0 ? 1 : bytes) != 0) return nullptr;
  std::memset(memory, 0xFF, bytes);
  auto* const begin = static_cast<std::byte*>(memory);
  blocks_.emplace(begin, Block{std::unique_ptr<std::byte, Free>(begin), bytes});
  bytes_ += bytes;
  return memory;
}

bool MemoryBlocks::release(void* block) {
  const auto found = blocks_.find(static_cast<const std::byte*>(block));
  if (found == blocks_.end()) return false;
  bytes_ -= found->second.bytes;
  blocks_.erase(found);
  return true;
}

bool MemoryBlocks::holds(const void* begin, std::size_t bytes) const {
  const auto* const first = static_cast<const std::byte*>(begin);
  auto after = blocks_.upper_bound(first);
  if (after == blocks_.begin()) return false;
  const auto& [block, content] = *--after;
  return first + bytes <= block + content.bytes;
}

}  // namespace strata::emulator
