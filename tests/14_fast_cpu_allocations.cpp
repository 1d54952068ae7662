// Memory: after its first two steps, training on fused steps and fast kernels asks nobody for memory.

#include <catch2/catch.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "01_tensors/allocator.hpp"
#include "05_losses/cross_entropy.hpp"
#include "06_optimizers/adam.hpp"
#include "11_pooling/networks.hpp"
#include "12_residual/networks.hpp"
#include "14_fast_cpu/optimize.hpp"
#include "tests/14_fast_cpu_scope.hpp"
#include "tests/calls_of_malloc.hpp"
#include "tests/filled_tensors.hpp"
#include "tests/thread_counts.hpp"
#include "tests/training_trace.hpp"

using namespace strata;

namespace {

// A fused network and all that a training step needs.
class FusedTraining {
 public:
  FusedTraining(Sequential network, const Shape& batch, const FusionOptions& options) : network_(std::move(network)) {
    Rng rng(1);
    network_.build(batch.without_front(), rng);
    optimized_ = optimize(network_, options);
    adam_ = std::make_unique<Adam>(optimized_->parameters(), AdamOptions{});
    images_ = filled_images(1, batch).to(Dtype::f32);
    labels_ = filled_labels(2, batch[0]);
  }

  void step() {
    optimized_->zero_grad();
    criterion_.forward(optimized_->forward(images_), labels_);
    optimized_->backward(criterion_.backward(), InputGradient::skip);
    adam_->step();
  }

  void evaluate() { optimized_->forward(images_); }
  OptimizedNetwork& network() { return *optimized_; }

 private:
  Sequential network_;
  std::unique_ptr<OptimizedNetwork> optimized_;
  std::unique_ptr<Adam> adam_;
  CrossEntropy criterion_;
  Tensor images_, labels_;
};

struct AllocationCase {
  std::function<Sequential()> make;
  Shape batch;
};

std::vector<AllocationCase> allocation_cases() {
  return {{[] { return simple_cnn(); }, {{6, 11, 9, 1}, "NHWC"}},
          {[] { return cnn_with_residual(); }, {{5, 9, 8, 3}, "NHWC"}},
          {[] { return cnn_with_residual_reg(); }, {{2, 9, 8, 3}, "NHWC"}},
          {[] { return resnet_like_cnn(); }, {{4, 8, 9, 3}, "NHWC"}}};
}

}  // namespace

#ifndef STRATA_SANITIZED

TEST_CASE("Calls of malloc and of new are counted, on every thread", "[layering]") {
  const ThreadCount threads(2);
  std::unique_ptr<int> one;
  CHECK(calls_of_malloc([&] { one = std::make_unique<int>(1); }) == 1);
  std::vector<std::unique_ptr<int>> many(8);
  CHECK(calls_of_malloc([&] {
          parallel_for(8, 1, [&](Index i, Index) { many[static_cast<std::size_t>(i)] = std::make_unique<int>(2); });
        }) == 8);
  CHECK(calls_of_malloc([] {}) == 0);
  CachingAllocator memory(cpu_memory());
  const AllocatorScope scope(Device::cpu, memory);
  CHECK(calls_of_malloc([] { const Tensor tensor({1000}); }) > 0);
  CHECK(calls_of_malloc([] { const Tensor tensor({1000}); }) == 0);
}

TEST_CASE("After the first two steps, a training step in fused steps never calls malloc") {
  const FastKernels fast;
  const ThreadCount threads(GENERATE(1, 2));
  const Index most_stored_bytes = GENERATE(0, FusionOptions().most_stored_bytes);
  for (const AllocationCase& one : allocation_cases()) {
    FusedTraining training(one.make(), one.batch, {.most_stored_bytes = most_stored_bytes});
    INFO(training.network().path());
    training.step();
    training.step();
    for (int i = 0; i < 4; ++i) CHECK(calls_of_malloc([&] { training.step(); }) == 0);
    training.network().eval();
    training.evaluate();
    training.evaluate();
    for (int i = 0; i < 3; ++i) CHECK(calls_of_malloc([&] { training.evaluate(); }) == 0);
  }
}

#endif

TEST_CASE("The memory of training in fused steps does not grow with the number of steps") {
  const FastKernels fast;
  const ThreadCount threads(2);
  const Index most_stored_bytes = GENERATE(0, FusionOptions().most_stored_bytes);
  for (const AllocationCase& one : allocation_cases()) {
    CachingAllocator memory(cpu_memory());
    const AllocatorScope scope(Device::cpu, memory);
    FusedTraining training(one.make(), one.batch, {.most_stored_bytes = most_stored_bytes});
    INFO(training.network().path());
    training.step();
    training.step();
    const auto before = memory.statistics();
    for (int i = 0; i < 20; ++i) training.step();
    const auto after = memory.statistics();
    CHECK(after.system_requests == before.system_requests);
    CHECK(after.bytes_in_use == before.bytes_in_use);
    CHECK(after.peak_bytes_in_use == before.peak_bytes_in_use);
  }
}
