// Memory: a training step asks the system for none after the first, and what a kernel needs beside its tensors does not
// grow with the batch.

#include <catch2/catch.hpp>

#include "01_tensors/allocator.hpp"
#include "02_modules/sequential.hpp"
#include "04_activations/activation.hpp"
#include "07_training/flatten.hpp"
#include "10_convolution/conv2d.hpp"
#include "tests/calls_of_new.hpp"
#include "tests/random_tensors.hpp"

using namespace strata;

namespace {

Sequential small_network() {
  return sequential("network", Conv2d(8, 3, {.stride = 2, .padding = 1}), ReLU(), Conv2d(16, 3, {.padding = 1}),
                    Flatten());
}

void training_step(Sequential& network, const Tensor& x, const Tensor& dy) {
  network.zero_grad();
  network.forward(x);
  network.backward(dy);
}

// The largest workspace, in bytes, of the kernels of one layer for a batch of this size.
std::size_t workspace_bytes(Index batch) {
  CachingAllocator memory(cpu_memory());
  const AllocatorScope scope(Device::cpu, memory);
  Rng rng(1);
  const Window window = make_window({3, 1, 1, 1}, {14, 14}, "test");
  const Conv2dKernels& kernels = Conv2dKernels::table.find(Device::cpu, Dtype::f32, im2col_kernels);
  const Tensor x = normal_tensor({batch, 14, 14, 16}, rng, Dtype::f32),
               weight = normal_tensor({8, 3, 3, 16}, rng, Dtype::f32),
               dy = normal_tensor({batch, 14, 14, 8}, rng, Dtype::f32);
  Tensor y(dy.shape()), dx(x.shape()), dweight(weight.shape()), dbias({8});
  memory.release_cache();
  const std::size_t before = memory.statistics().bytes_in_use;
  kernels.forward(window, x, weight, nullptr, y);
  kernels.backward_input(window, dy, weight, dx);
  kernels.backward_weight(window, x, dy, Write::assign, dweight);
  kernels.backward_bias(dy, Write::assign, dbias);
  CHECK(memory.statistics().bytes_in_use == before);
  return memory.statistics().bytes_cached;
}

}  // namespace

TEST_CASE("A training step with convolutions takes no memory from the system after the first", "[layering]") {
  CachingAllocator memory(cpu_memory());
  const AllocatorScope scope(Device::cpu, memory);
  Rng rng(1);
  Sequential network = small_network();
  network.build({{28, 28, 1}, "HWC"}, rng);
  const Tensor x = normal_tensor({9, 28, 28, 1}, rng, Dtype::f32),
               dy = normal_tensor(network.output_sample().with_front(9), rng, Dtype::f32);
  training_step(network, x, dy);
  const std::uint64_t after_first = memory.statistics().system_requests;
  for (int i = 0; i < 5; ++i) training_step(network, x, dy);
  CHECK(memory.statistics().system_requests == after_first);
  CHECK(memory.statistics().requests > after_first);
}

TEST_CASE("The workspaces of a convolution do not grow with the batch", "[layering]") {
  // Tiles are cut evenly, so their size changes a little; a workspace that grew would be 5 times as large.
  const auto of_64 = static_cast<double>(workspace_bytes(64));
  CHECK(static_cast<double>(workspace_bytes(256)) <= 1.25 * of_64);
  CHECK(static_cast<double>(workspace_bytes(320)) <= 1.25 * of_64);
  CHECK(of_64 < 16e6);
}

#ifndef STRATA_SANITIZED

TEST_CASE("After the first step, convolutions never call new") {
  Rng rng(1);
  Sequential network = small_network();
  network.build({{28, 28, 1}, "HWC"}, rng);
  const Tensor x = normal_tensor({9, 28, 28, 1}, rng, Dtype::f32),
               dy = normal_tensor(network.output_sample().with_front(9), rng, Dtype::f32);
  training_step(network, x, dy);
  for (int i = 0; i < 5; ++i) CHECK(calls_of_new([&] { training_step(network, x, dy); }) == 0);
}

#endif
