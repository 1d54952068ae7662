#include <atomic>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <limits>
#include <thread>
#include <vector>

#include "01_tensors/allocator.hpp"
#include "01_tensors/tensor.hpp"
#include "tests/error_matchers.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/random_tensors.hpp"

namespace strata {
namespace {

using Statistics = CachingAllocator::Statistics;

/// What a request of this many bytes takes from the system.
std::size_t rounded(std::size_t bytes) {
  CachingAllocator allocator(cpu_memory());
  allocator.release(allocator.allocate(bytes), bytes);
  return allocator.statistics().bytes_cached;
}

TEST_CASE("a released block serves the next request of its class", "[layering]") {
  CachingAllocator allocator(cpu_memory());
  void* const first = allocator.allocate(1000);
  allocator.release(first, 1000);
  CHECK(allocator.allocate(1001) == first);  // 897 to 1024 bytes are one class
  void* const second = allocator.allocate(1000);
  CHECK(second != first);
  allocator.release(first, 1001);
  void* const third = allocator.allocate(2000);
  CHECK(third != first);
  CHECK(allocator.statistics().system_requests == 3);
  allocator.release(second, 1000);
  allocator.release(third, 2000);
}

TEST_CASE("sizes are rounded up to four classes per power of two", "[layering]") {
  CHECK(rounded(0) == 64);
  CHECK(rounded(1) == 64);
  CHECK(rounded(64) == 64);
  CHECK(rounded(65) == 80);
  CHECK(rounded(80) == 80);
  CHECK(rounded(81) == 96);
  CHECK(rounded(112) == 112);
  CHECK(rounded(113) == 128);
  CHECK(rounded(129) == 160);
  CHECK(rounded(1 << 20) == 1 << 20);
  CHECK(rounded((1 << 20) + 1) == (1 << 20) + (1 << 18));
  std::size_t before = 0;
  for (std::size_t bytes = 64; bytes < 5000; ++bytes) {
    const std::size_t taken = rounded(bytes);
    CAPTURE(bytes, taken);
    if (taken < bytes || 4 * taken > 5 * bytes + 4 || taken < before) FAIL("at most a quarter may be lost");
    before = taken;
  }
}

TEST_CASE("the statistics count requests, bytes in use and bytes kept", "[layering]") {
  CachingAllocator allocator(cpu_memory());
  const auto agree = [&](const Statistics& expected) {
    const Statistics now = allocator.statistics();
    return now.bytes_in_use == expected.bytes_in_use && now.peak_bytes_in_use == expected.peak_bytes_in_use &&
           now.bytes_cached == expected.bytes_cached && now.requests == expected.requests &&
           now.system_requests == expected.system_requests;
  };
  CHECK(agree({0, 0, 0, 0, 0}));
  void* const small = allocator.allocate(65);
  CHECK(agree({80, 80, 0, 1, 1}));
  void* const large = allocator.allocate(129);
  CHECK(agree({240, 240, 0, 2, 2}));
  allocator.release(small, 65);
  CHECK(agree({160, 240, 80, 2, 2}));
  void* const again = allocator.allocate(80);
  CHECK(agree({240, 240, 0, 3, 2}));
  allocator.release(again, 80);
  allocator.release(large, 129);
  CHECK(agree({0, 240, 240, 3, 2}));
  allocator.release_cache();
  CHECK(agree({0, 240, 0, 3, 2}));
  allocator.release(allocator.allocate(65), 65);
  CHECK(agree({0, 240, 80, 4, 3}));
}

TEST_CASE("what the system gave is given back with the size it had", "[layering]") {
  static std::atomic<std::int64_t> held = 0;
  static std::atomic<std::int64_t> blocks = 0;
  const MemorySource counting{[](std::size_t bytes) {
                                held += static_cast<std::int64_t>(bytes);
                                ++blocks;
                                return cpu_memory().allocate(bytes);
                              },
                              [](void* block, std::size_t bytes) noexcept {
                                held -= static_cast<std::int64_t>(bytes);
                                --blocks;
                                cpu_memory().release(block, bytes);
                              },
                              true};
  {
    CachingAllocator allocator(counting);
    for (std::size_t bytes = 1; bytes < 100000; bytes += bytes / 9 + 1) {
      allocator.release(allocator.allocate(bytes), bytes);
    }
    CHECK(held > 100000);
    CHECK(static_cast<std::size_t>(held) == allocator.statistics().bytes_cached);
    allocator.release_cache();
    CHECK(held == 0);
    allocator.release(allocator.allocate(777), 777);
    CHECK(blocks == 1);
  }
  CHECK(held == 0);
  CHECK(blocks == 0);
}

TEST_CASE("memory that is not there is an error that says how much was wanted", "[layering]") {
  static const MemorySource empty{[](std::size_t bytes) -> void* {
                                    throw Error({"memory", std::to_string(bytes), "less", ""});
                                  },
                                  [](void*, std::size_t) noexcept {}, true};
  CachingAllocator allocator(empty);
  check_contains(error_message([&] { allocator.allocate(65); }), {"got 80"});
  CHECK(allocator.statistics().bytes_in_use == 0);
  CHECK(allocator.statistics().system_requests == 0);
  const AllocatorScope scope(Device::cpu, allocator);
  CHECK_THROWS_AS(Tensor({1000}), Error);
  check_contains(error_message([&] { allocator.allocate(std::numeric_limits<std::size_t>::max()); }), {"2^63"});
}

TEST_CASE("the CPU's blocks are aligned to 64 bytes", "[layering]") {
  CachingAllocator allocator(cpu_memory());
  for (const std::size_t bytes : std::initializer_list<std::size_t>{1, 80, 113, 1000, 5000, 100001}) {
    void* const block = allocator.allocate(bytes);
    CHECK(reinterpret_cast<std::uintptr_t>(block) % 64 == 0);
    allocator.release(block, bytes);
  }
}

TEST_CASE("fresh blocks hold NaN where that is asked for, used ones too", "[layering]") {
  CachingAllocator allocator(cpu_memory(), FreshBlocks::nan);
  const AllocatorScope scope(Device::cpu, allocator);
  for (int round = 0; round < 2; ++round) {
    Tensor single({33});
    Tensor precise({33}, {Device::cpu, Dtype::f64});
    Index numbers = 0;
    for (const float value : single.values<float>()) numbers += std::isnan(value) ? 0 : 1;
    for (const double value : precise.values<double>()) numbers += std::isnan(value) ? 0 : 1;
    CHECK(numbers == 0);
    single.fill(1);
    precise.fill(1);
  }
}

TEST_CASE("in an AllocatorScope tensors take their memory from its allocator", "[layering]") {
  CachingAllocator& usual = allocator(Device::cpu);
  CachingAllocator outer(cpu_memory());
  CachingAllocator inner(cpu_memory());
  {
    const AllocatorScope outer_scope(Device::cpu, outer);
    {
      const AllocatorScope inner_scope(Device::cpu, inner);
      CHECK(&allocator(Device::cpu) == &inner);
      const Tensor tensor({1000});
      CHECK(inner.statistics().bytes_in_use >= 4000);
      CHECK(outer.statistics().requests == 0);
    }
    CHECK(&allocator(Device::cpu) == &outer);
    CHECK(inner.statistics().bytes_in_use == 0);
  }
  CHECK(&allocator(Device::cpu) == &usual);
  {
    const AllocatorScope cuda(Device::cuda, inner);  // bytes of the CPU's will do: only their address is looked at
    CHECK(Tensor({3}, {Device::cuda, Dtype::f32}).device() == Device::cuda);
  }
  CHECK_THROWS_AS(allocator(Device::cuda), Error);
}

TEST_CASE("a block goes back to the allocator that it came from", "[layering]") {
  CachingAllocator own(cpu_memory());
  Tensor tensor;
  {
    const AllocatorScope scope(Device::cpu, own);
    tensor = Tensor({1000});
  }
  const std::uint64_t others = allocator(Device::cpu).statistics().bytes_in_use;
  CHECK(own.statistics().bytes_in_use >= 4000);
  tensor = Tensor();
  CHECK(own.statistics().bytes_in_use == 0);
  CHECK(allocator(Device::cpu).statistics().bytes_in_use == others);
}

TEST_CASE("a second pass over the same work asks the system for nothing", "[layering]") {
  CachingAllocator own(cpu_memory());
  const AllocatorScope scope(Device::cpu, own);
  const auto step = [] { return Tensor::full({64, 10}, 2).to(Dtype::f64).slice(0, 32).clone(); };
  step();
  const std::uint64_t after_first = own.statistics().system_requests;
  for (int i = 0; i < 10; ++i) step();
  CHECK(own.statistics().system_requests == after_first);
}

TEST_CASE("several threads never hold the same block", "[layering]") {
  CachingAllocator shared(cpu_memory());
  std::atomic<int> overwritten = 0;
  const std::uint64_t seed = fresh_seed();
  const auto work = [&](unsigned char mark) {
    Rng rng(seed + mark, Stream::test);
    for (int i = 0; i < 500; ++i) {
      const auto bytes = static_cast<std::size_t>(random_size(rng, 1, 300));
      auto* const block = static_cast<unsigned char*>(shared.allocate(bytes));
      std::memset(block, mark, bytes);
      std::this_thread::yield();
      for (std::size_t k = 0; k < bytes; ++k) overwritten += block[k] == mark ? 0 : 1;
      shared.release(block, bytes);
    }
  };
  std::vector<std::thread> threads;
  for (unsigned char mark = 1; mark <= 4; ++mark) threads.emplace_back(work, mark);
  for (std::thread& thread : threads) thread.join();
  CHECK(overwritten == 0);
  const Statistics after = shared.statistics();
  CHECK(after.bytes_in_use == 0);
  CHECK(after.requests == 2000);
  CHECK(after.bytes_cached >= after.peak_bytes_in_use);
}

}  // namespace
}  // namespace strata
