// What a step costs beside its arithmetic: launches, and memory that is asked for.

#include <catch2/catch.hpp>
#include <map>
#include <string>

#include "01_tensors/allocator.hpp"
#include "06_optimizers/clipping.hpp"
#include "06_optimizers/schedule.hpp"
#include "15_cuda_kernels/cuda_kernels.hpp"
#include "15_cuda_kernels/stream.hpp"
#include "20_cuda_training/cuda_training.hpp"
#include "tests/06_optimizers_made.hpp"
#include "tests/20_cuda_training_parameters.hpp"
#ifndef STRATA_CUDA
#include "15_cuda_kernels/emulator/launch_counts.hpp"
#endif

using namespace strata;

namespace {

const std::vector<Index> forty(40, 50);

}  // namespace

#ifndef STRATA_CUDA
TEST_CASE("Forty parameters step in one launch, and the clock ticks in another", "[layering]") {
  cuda_kernels::install();
  cuda_training::install();
  for (const auto& [name, make] : every_optimizer()) {
    INFO(name);
    ManyParameters net(forty, {Device::cuda, Dtype::f32});
    const auto optimizer = make(net.parameters());
    optimizer->step();
    synchronize();
    emulator::forget_counts();
    optimizer->step();
    synchronize();
    std::uint64_t steps = 0, all = 0;
    for (const auto& [kernel, counts] : emulator::launch_counts()) {
      all += counts.launches;
      if (kernel.starts_with("step_all<")) steps += counts.launches;
    }
    CHECK(steps == 1);
    CHECK(all == 2);
  }
}
#endif

TEST_CASE("After the first step, no optimiser on the GPU asks for memory there", "[layering]") {
  cuda_kernels::install();
  cuda_training::install();
  for (const auto& [name, make] : every_optimizer()) {
    INFO(name);
    ManyParameters net(forty, {Device::cuda, Dtype::f32});
    const auto optimizer = make(net.parameters());
    optimizer->step();
    const auto before = allocator(Device::cuda).statistics();
    for (int i = 0; i < 3; ++i) optimizer->step();
    optimizer->freeze("net.p7");
    optimizer->step();
    CHECK(allocator(Device::cuda).statistics().requests == before.requests);
    clip_by_norm_unseen(net.parameters(), 0.1);
    const auto clipped = allocator(Device::cuda).statistics();
    clip_by_norm_unseen(net.parameters(), 0.1);
    CHECK(allocator(Device::cuda).statistics().system_requests == clipped.system_requests);
  }
}
