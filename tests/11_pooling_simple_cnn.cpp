// SimpleCNN while it trains: memory, threads, and its state in a file.

#include <catch2/catch.hpp>

#include "01_tensors/allocator.hpp"
#include "05_losses/cross_entropy.hpp"
#include "06_optimizers/adam.hpp"
#include "07_training/module_state.hpp"
#include "11_pooling/networks.hpp"
#include "tests/calls_of_new.hpp"
#include "tests/filled_tensors.hpp"
#include "tests/random_tensors.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/tensor_elements.hpp"
#include "tests/thread_counts.hpp"
#include "tests/training_trace.hpp"

using namespace strata;

namespace {

// SimpleCNN with its dropout, on small images, and all that a training step needs.
class SmallTraining {
 public:
  SmallTraining() : network_(simple_cnn()) {
    Rng rng(1);
    network_.build({{11, 9, 1}, "HWC"}, rng);
    optimizer_ = std::make_unique<Adam>(network_.parameters(), AdamOptions{});
    images_ = filled_images(1000, {{6, 11, 9, 1}, "NHWC"}).to(Dtype::f32);
    labels_ = filled_labels(2000, 6);
  }

  double step() {
    const double loss = criterion_.forward(network_.forward(images_), labels_);
    network_.zero_grad();
    network_.backward(criterion_.backward(), InputGradient::skip);
    optimizer_->step();
    return loss;
  }

  Sequential& network() { return network_; }

 private:
  Sequential network_;
  std::unique_ptr<Adam> optimizer_;
  CrossEntropy criterion_;
  Tensor images_, labels_;
};

// What computes differently if a bit of it differs: parameters and the state of the masks.
std::vector<std::vector<double>> all_state(Module& network) {
  std::vector<std::vector<double>> all;
  for (const NamedTensor& state : module_state(network)) all.push_back(elements<double>(state.tensor.to(Dtype::f64)));
  return all;
}

}  // namespace

TEST_CASE("The memory of SimpleCNN's training does not grow with the number of steps") {
  CachingAllocator memory(cpu_memory());
  const AllocatorScope scope(Device::cpu, memory);
  SmallTraining training;
  training.step();
  const auto after_first = memory.statistics();
#ifndef STRATA_SANITIZED
  for (int i = 0; i < 5; ++i) CHECK(calls_of_new([&] { training.step(); }) == 0);
#endif
  for (int i = 0; i < 50; ++i) training.step();
  const auto after_all = memory.statistics();
  CHECK(after_all.system_requests == after_first.system_requests);
  CHECK(after_all.bytes_in_use == after_first.bytes_in_use);
  CHECK(after_all.peak_bytes_in_use == after_first.peak_bytes_in_use);
}

TEST_CASE("SimpleCNN trains to the same bits with one thread, two and three") {
  const auto train = [](Index threads) {
    const ThreadCount scope(threads);
    SmallTraining training;
    for (int i = 0; i < 5; ++i) training.step();
    return all_state(training.network());
  };
  const auto one = train(1);
  CHECK(train(2) == one);
  CHECK(train(3) == one);
}

TEST_CASE("A trained SimpleCNN comes back from a file, its masks included") {
  const TemporaryFolder folder;
  const auto file = folder.path() / "simple_cnn.safetensors";
  SmallTraining training;
  for (int i = 0; i < 3; ++i) training.step();
  save_tensors(file, module_state(training.network()));
  SmallTraining other;
  load_module_state(other.network(), load_tensors(file));
  CHECK(all_state(other.network()) == all_state(training.network()));
  CHECK(other.step() == training.step());  // dropout draws the same mask
  const auto clone = training.network().clone();
  CHECK(all_state(*clone) == all_state(training.network()));
}
