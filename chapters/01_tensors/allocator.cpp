#include "01_tensors/allocator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <utility>

#include "01_tensors/poison.hpp"
#include "common/error.hpp"

namespace strata {
namespace {

constexpr int bytes_of_nan = 0xFF;  // all bits set: NaN in float32 and in float64
constexpr std::size_t smallest_block = 64;
constexpr std::size_t largest_block = std::size_t{1} << 63;  // a larger one cannot be rounded up
constexpr std::align_val_t cpu_alignment{64};

struct SizeClass {
  std::size_t number;
  std::size_t bytes;
};

// Between two powers of two lie four classes: 64, 80, 96, 112, 128, 160, ...
SizeClass size_class(std::size_t bytes) {
  const std::size_t wanted = std::max(bytes, smallest_block);
  const auto exponent = static_cast<std::size_t>(std::bit_width(wanted)) - 1;
  const std::size_t power = std::size_t{1} << exponent;
  const std::size_t quarter = power / 4;
  const std::size_t steps = (wanted - power + quarter - 1) / quarter;
  return {4 * exponent + steps, power + steps * quarter};
}

void* allocate_on_cpu(std::size_t bytes) {
  void* block = ::operator new(bytes, cpu_alignment, std::nothrow);
  if (block == nullptr) {
    throw Error({"CPU memory", fmt::format("no room for a block of {} bytes", bytes), "enough free memory",
                 "use a smaller batch or a smaller network"});
  }
  return block;
}

void release_on_cpu(void* block, std::size_t) noexcept { ::operator delete(block, cpu_alignment); }

void spoil_on_cpu(void* block, std::size_t bytes) { std::memset(block, bytes_of_nan, bytes); }

std::array<CachingAllocator*, device_count>& installed() {
  // Never destroyed, on purpose: a static tensor may give its block back after every other static object is gone.
  static CachingAllocator* const cpu = std::make_unique<CachingAllocator>(cpu_memory()).release();
  static std::array<CachingAllocator*, device_count> allocators{cpu, nullptr};
  return allocators;
}

CachingAllocator*& installed_on(Device device) { return installed()[static_cast<std::size_t>(device)]; }

// What an AllocatorScope of this thread asks for; null: what is installed.
CachingAllocator*& replaced_on(Device device) {
  thread_local std::array<CachingAllocator*, device_count> replacements{};
  return replacements[static_cast<std::size_t>(device)];
}

}  // namespace

CachingAllocator::~CachingAllocator() {
  if (statistics_.bytes_in_use != 0) {
    fmt::print(stderr, "CachingAllocator: destroyed with {} bytes in use, expected that it outlives its tensors\n",
               statistics_.bytes_in_use);
    std::abort();
  }
  release_cache();
}

void* CachingAllocator::allocate(std::size_t bytes) {
  if (bytes > largest_block) {
    throw Error({"CachingAllocator", fmt::format("a request for {} bytes", bytes), "at most 2^63", ""});
  }
  const SizeClass wanted = size_class(bytes);
  const std::lock_guard lock(mutex_);
  ++statistics_.requests;
  std::vector<void*>& cached = cached_[wanted.number];
  void* block = nullptr;
  if (cached.empty()) {
    block = from_source(wanted.number, wanted.bytes);
    ++statistics_.system_requests;
  } else {
    block = cached.back();
    cached.pop_back();
    statistics_.bytes_cached -= wanted.bytes;
  }
  if (source_.host_can_touch) {
    poison(block, wanted.bytes);
    unpoison(block, bytes);  // the rounding bytes behind them stay poisoned
  }
  if (source_.spoil != nullptr && (memory_is_poisoned || fresh_ == FreshBlocks::nan)) source_.spoil(block, bytes);
  statistics_.bytes_in_use += wanted.bytes;
  statistics_.peak_bytes_in_use = std::max(statistics_.peak_bytes_in_use, statistics_.bytes_in_use);
  return block;
}

void* CachingAllocator::from_source(std::size_t number, std::size_t bytes) {
  std::vector<void*>& cached = cached_[number];
  // release() must not fail, so the list has room for every block before there is one more.
  if (cached.capacity() <= owned_[number]) cached.reserve(2 * owned_[number] + 1);
  void* block = nullptr;
  try {
    block = source_.allocate(bytes);
  } catch (const Error&) {
    if (statistics_.bytes_cached == 0) throw;
    release_cache_locked();  // memory that we keep for later may be what is missing now
    block = source_.allocate(bytes);
  }
  ++owned_[number];
  return block;
}

void CachingAllocator::release(void* block, std::size_t bytes) noexcept {
  const SizeClass returned = size_class(bytes);
  const std::lock_guard lock(mutex_);
  if (source_.host_can_touch) poison(block, returned.bytes);
  statistics_.bytes_in_use -= returned.bytes;
  statistics_.bytes_cached += returned.bytes;
  cached_[returned.number].push_back(block);
}

void CachingAllocator::release_cache() noexcept {
  const std::lock_guard lock(mutex_);
  release_cache_locked();
}

void CachingAllocator::release_cache_locked() noexcept {
  for (std::size_t number = 0; number < class_count; ++number) {
    const std::size_t exponent = number / 4;
    for (void* block : cached_[number]) {
      const std::size_t bytes = (std::size_t{1} << exponent) / 4 * (4 + number % 4);
      if (source_.host_can_touch) unpoison(block, bytes);
      source_.release(block, bytes);
    }
    owned_[number] -= cached_[number].size();
    cached_[number].clear();
  }
  statistics_.bytes_cached = 0;
}

CachingAllocator::Statistics CachingAllocator::statistics() const {
  const std::lock_guard lock(mutex_);
  return statistics_;
}

CachingAllocator& allocator(Device device) {
  CachingAllocator* const replacement = replaced_on(device);
  CachingAllocator* const found = replacement != nullptr ? replacement : installed_on(device);
  if (found == nullptr) {
    throw Error({fmt::format("Device {}", name(device)), "a tensor for a device that nobody has taught",
                 "a device with memory of its own",
                 "CUDA is the subject of chapter 15; a program without that chapter uses Device::cpu"});
  }
  return *found;
}

AllocatorScope::AllocatorScope(Device device, CachingAllocator& replacement)
    : device_(device), previous_(std::exchange(replaced_on(device), &replacement)) {}

AllocatorScope::~AllocatorScope() { replaced_on(device_) = previous_; }

void install_allocator(Device device, CachingAllocator& allocator) { installed_on(device) = &allocator; }

MemorySource cpu_memory() { return {&allocate_on_cpu, &release_on_cpu, true, &spoil_on_cpu}; }

}  // namespace strata
