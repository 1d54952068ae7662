// A training step calls malloc for nothing, and asks the allocator for no more memory than the first.

#include <catch2/catch.hpp>

#include "01_tensors/allocator.hpp"
#include "12_residual/networks.hpp"
#include "tests/calls_of_new.hpp"
#include "tests/random_tensors.hpp"

using namespace strata;

TEST_CASE("A residual network's memory does not grow with the number of steps, and later steps ask for none") {
  CachingAllocator memory(cpu_memory());
  const AllocatorScope scope(Device::cpu, memory);
  Rng rng(1);
  Sequential network = cnn_with_residual_reg();
  network.build({{9, 8, 3}, "HWC"}, rng);
  const Tensor x = normal_tensor({{4, 9, 8, 3}, "NHWC"}, rng, Dtype::f32);
  const Tensor dy = normal_tensor({4, 10}, rng, Dtype::f32);
  const auto step = [&] {
    network.zero_grad();
    network.forward(x);
    network.backward(dy, InputGradient::skip);
  };
  step();
  const auto after_first = memory.statistics();
#ifndef STRATA_SANITIZED
  for (int i = 0; i < 3; ++i) CHECK(calls_of_new(step) == 0);
#endif
  for (int i = 0; i < 5; ++i) step();
  CHECK(memory.statistics().system_requests == after_first.system_requests);
  CHECK(memory.statistics().bytes_in_use == after_first.bytes_in_use);
}
