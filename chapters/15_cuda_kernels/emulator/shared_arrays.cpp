#include "15_cuda_kernels/emulator/shared_arrays.hpp"

#include <algorithm>
#include <functional>

#include "15_cuda_kernels/emulator/kernel_launch.hpp"
#include "15_cuda_kernels/emulator/sanitizer_fiber.hpp"

namespace strata::emulator {
namespace {

constexpr std::size_t alignment = 16;

// Through a volatile pointer, byte after byte, because the thread sanitizer sees calls of memset().
void spoil(std::span<std::byte> memory) {
  volatile std::byte* const seen = memory.data();
  for (std::size_t i = 0; i < memory.size(); ++i) seen[i] = std::byte{0xFF};
}

bool lies_in(std::span<std::byte> memory, const void* address) {
  const std::less<const void*> before;
  return !memory.empty() && !before(address, memory.data()) && before(address, memory.data() + memory.size());
}

}  // namespace

void SharedArrays::begin_launch(std::size_t dynamic_bytes) {
  arrays_.clear();
  owned_.clear();
  carved_ = 0;
  arrays_.reserve(16);
  if (threads_are_watched) owned_.push_back(std::make_unique<std::byte[]>(2 * LaunchLimits::shared_bytes));
  dynamic_ = new_memory(dynamic_bytes);
}

void SharedArrays::begin_block() {
  spoil(dynamic_);
  for (const Array& array : arrays_) spoil(array.memory);
}

void* SharedArrays::find_or_add(const void* key, std::size_t bytes, std::size_t most) {
  for (const Array& array : arrays_) {
    if (array.key == key) return array.memory.data();
  }
  if (this->bytes() + bytes > most) return nullptr;
  arrays_.push_back({key, new_memory(bytes)});
  spoil(arrays_.back().memory);
  return arrays_.back().memory.data();
}

std::size_t SharedArrays::bytes() const {
  std::size_t sum = dynamic_.size();
  for (const Array& array : arrays_) sum += array.memory.size();
  return sum;
}

bool SharedArrays::holds(const void* address) const {
  return lies_in(dynamic_, address) ||
         std::ranges::any_of(arrays_, [address](const Array& array) { return lies_in(array.memory, address); });
}

std::span<std::byte> SharedArrays::new_memory(std::size_t bytes) {
  if (!threads_are_watched) {
    owned_.push_back(std::make_unique<std::byte[]>(bytes));
    return {owned_.back().get(), bytes};
  }
  std::byte* const begin = owned_.front().get() + carved_;
  carved_ += (bytes + alignment - 1) / alignment * alignment;
  return {begin, bytes};
}

}  // namespace strata::emulator
