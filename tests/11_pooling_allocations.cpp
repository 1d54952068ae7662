// A training step calls malloc for nothing, and asks the allocator for no more memory than the first.

#include <catch2/catch.hpp>

#include "01_tensors/allocator.hpp"
#include "02_modules/sequential.hpp"
#include "tests/11_pooling_cases.hpp"
#include "tests/calls_of_new.hpp"
#include "tests/random_tensors.hpp"

using namespace strata;

TEST_CASE("Memory does not grow with the number of steps, and no step after the first asks for more") {
  CachingAllocator memory(cpu_memory());
  const AllocatorScope scope(Device::cpu, memory);
  Rng rng(1);
  Sequential network =
      sequential("network", MaxPool2d(3, {.stride = PerAxis(1)}), AveragePool2d(2), LpPool2d(2, {.p = 1.5}),
                 MinPool2d(1), L2Pool2d(2), AdaptiveAveragePool2d(2), GlobalMaxPool2d());
  network.build({{28, 28, 3}, "HWC"}, rng);
  const Tensor x = normal_tensor({{8, 28, 28, 3}, "NHWC"}, rng, Dtype::f32);
  const Tensor dy = normal_tensor({8, 3}, rng, Dtype::f32);
  const auto step = [&] {
    network.forward(x);
    network.backward(dy);
  };
  step();
  const auto after_first = memory.statistics();
#ifndef STRATA_SANITIZED
  for (int i = 0; i < 5; ++i) CHECK(calls_of_new(step) == 0);
#endif
  for (int i = 0; i < 20; ++i) step();
  CHECK(memory.statistics().system_requests == after_first.system_requests);
  CHECK(memory.statistics().bytes_in_use == after_first.bytes_in_use);
}
