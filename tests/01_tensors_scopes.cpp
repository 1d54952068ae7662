// What scopes replace and put back, and what an allocator does when memory runs out.

#include <catch2/catch.hpp>
#include <limits>
#include <thread>

#include "01_tensors/allocator.hpp"
#include "01_tensors/kernels.hpp"
#include "01_tensors/tensor.hpp"
#include "01_tensors/tensor_kernels.hpp"
#include "common/error.hpp"
#include "tests/little_memory.hpp"
#include "tests/run_apart.hpp"
#include "tests/tensor_elements.hpp"

using namespace strata;

TEST_CASE("An AllocatorScope holds for the thread that opened it", "[layering]") {
  CachingAllocator own(cpu_memory());
  CachingAllocator& usual = allocator(Device::cpu);
  const AllocatorScope scope(Device::cpu, own);
  CachingAllocator* seen = nullptr;
  std::thread([&] { seen = &allocator(Device::cpu); }).join();
  CHECK(seen == &usual);
  CHECK(&allocator(Device::cpu) == &own);
}

TEST_CASE("An allocator gives its cache back before it says that memory is out", "[layering]") {
  LittleMemory::bytes_left = 1024;
  CachingAllocator memory(LittleMemory::source());
  memory.release(memory.allocate(512), 512);
  void* const block = memory.allocate(1024);  // fits only where the 512 bytes have gone back
  CHECK(memory.statistics().bytes_cached == 0);
  CHECK_THROWS_AS(memory.allocate(64), Error);
  memory.release(block, 1024);
}

TEST_CASE("An allocator that goes before its tensors ends the program with a sentence", "[layering]") {
  const Ending ending = run_apart([] {
    Tensor survivor;
    CachingAllocator memory(cpu_memory());
    const AllocatorScope scope(Device::cpu, memory);
    survivor = Tensor::full({3}, 1);
  });
  CHECK_FALSE(ending.good);
  CHECK_THAT(ending.errors, Catch::Matchers::Contains("bytes in use, expected that it outlives its tensors"));
}

TEST_CASE("A KernelScope takes its own entry away and no other", "[layering]") {
  static constexpr TensorKernels first{}, second{};
  using Entry = KernelTable<TensorKernels>::Entry;
  const Entry a{Device::cuda, Dtype::f32, "a", &first}, b{Device::cuda, Dtype::f32, "b", &second};
  {
    const KernelScope<TensorKernels> scope(a);
    TensorKernels::table.install(b);
  }
  CHECK(&TensorKernels::table.find(Device::cuda, Dtype::f32) == &second);
  TensorKernels::table.uninstall(b);
  CHECK_THROWS_AS(TensorKernels::table.find(Device::cuda, Dtype::f32), Error);
}

TEST_CASE("A set that is installed again is replaced and becomes the newest", "[layering]") {
  static constexpr TensorKernels first{}, second{}, third{};
  KernelTable<TensorKernels> table("Small", "", {{Device::cpu, Dtype::f32, "a", &first}});
  table.install({Device::cpu, Dtype::f32, "b", &second});
  for (int i = 0; i < 100; ++i) table.install({Device::cpu, Dtype::f32, "a", &third});
  CHECK(&table.find(Device::cpu, Dtype::f32) == &third);
  table.uninstall({Device::cpu, Dtype::f32, "a", &third});
  CHECK(&table.find(Device::cpu, Dtype::f32) == &second);
}

TEST_CASE("PreferKernels puts back what was preferred before", "[layering]") {
  {
    const PreferKernels outer("winograd");
    const PreferKernels inner("plain");
    CHECK(preferred_kernels() == "plain");
  }
  CHECK(preferred_kernels().empty());
}

TEST_CASE("Large whole numbers keep every digit", "[layering]") {
  constexpr std::int64_t large = (std::int64_t{1} << 53) + 1, largest = std::numeric_limits<std::int64_t>::max();
  const Tensor x = Tensor::from<std::int64_t>({3}, {large, largest, -1});
  CHECK(elements<std::int64_t>(x.clone())[0] == large);
  CHECK(elements<std::int32_t>(x.to(Dtype::i32))[1] == std::numeric_limits<std::int32_t>::max());
  CHECK(elements<std::uint8_t>(x.to(Dtype::u8))[2] == 0);
  CHECK(elements<std::int64_t>(Tensor::full({1}, 1e300, {Device::cpu, Dtype::i64}))[0] == largest);
}
