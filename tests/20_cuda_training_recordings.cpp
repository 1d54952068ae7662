// Steps, batches and sums that a CUDA graph has recorded: each replay does what the next eager one would.

#include <catch2/catch.hpp>
#include <vector>

#include "06_optimizers/clipping.hpp"
#include "06_optimizers/regulariser.hpp"
#include "15_cuda_kernels/cuda_kernels.hpp"
#include "20_cuda_training/cuda_training.hpp"
#include "tests/06_optimizers_made.hpp"
#include "tests/20_cuda_training_parameters.hpp"
#include "tests/cuda_orders.hpp"
#include "tests/cuda_recording.hpp"
#include "tests/error_matchers.hpp"

using namespace strata;

namespace {

const std::vector<Index> sizes{7, 1030, 33};
const std::vector<double> rates{0.01, 0.02, 0.005, 0.04};

void install() {
  cuda_kernels::install();
  cuda_training::install();
}

// What stands between two steps and in none of them.
void prepare(ManyParameters& net, Optimizer& optimizer, Index step) {
  net.write_gradients(step);
  optimizer.set_learning_rate(rates[static_cast<std::size_t>(step)]);
}

void step_with_penalty(const ManyParameters& net, Optimizer& optimizer) {
  Regulariser::elastic(0.01, 0.02).add_gradients(net.parameters());
  clip_by_norm_unseen(net.parameters(), 25);
  optimizer.step();
}

std::vector<double> four_steps_of_the_cpu(const MakeOptimizer& make) {
  ManyParameters net(sizes, {Device::cpu, Dtype::f64});
  const auto optimizer = make(net.parameters());
  for (Index step = 0; step < 4; ++step) {
    prepare(net, *optimizer, step);
    step_with_penalty(net, *optimizer);
  }
  return net.values();
}

}  // namespace

TEST_CASE("A step that was recorded once and replayed three times is four steps of the CPU", "[layering]") {
  install();
  for (const auto& [name, make] : every_optimizer()) {
    INFO(name);
    const std::vector<double> expected = four_steps_of_the_cpu(make);
    in_every_order([&, &make = make] {
      ManyParameters net(sizes, {Device::cuda, Dtype::f64});
      const auto optimizer = make(net.parameters());
      prepare(net, *optimizer, 0);
      step_with_penalty(net, *optimizer);
      const std::vector<double> before = net.values();
      Recording recorded([&] { step_with_penalty(net, *optimizer); });
      optimizer->count_replayed(-1);
      CHECK(net.values() == before);
      for (Index step = 1; step < 4; ++step) {
        prepare(net, *optimizer, step);
        recorded.replay();
        optimizer->count_replayed(1);
      }
      CHECK(difference(net.values(), expected) <= 1e-12);
      CHECK(optimizer->steps() == 4);
      CHECK(numbers(optimizer->state()[0].tensor) == std::vector<double>{rates[3], 4});
    });
  }
}

TEST_CASE("An eager step after a change renews the table where a recording reads it", "[layering]") {
  install();
  const auto run = [](Device device) {
    ManyParameters net(sizes, {device, Dtype::f64});
    Adam optimizer(net.parameters());
    const auto take = [&](Index step) {
      prepare(net, optimizer, step);
      optimizer.step();
    };
    optimizer.freeze("net.p1");  // the longest one: fewer chunks when the recording is made than later
    take(0);
    if (device == Device::cpu) {
      take(1);
      optimizer.unfreeze("net.p1");
      optimizer.scale_rate("net.p2", 0.5);
      take(2);
      take(3);
      return net.values();
    }
    Recording recorded([&] { optimizer.step(); });
    optimizer.count_replayed(-1);
    const Index changes = optimizer.changes();
    prepare(net, optimizer, 1);
    recorded.replay();
    optimizer.count_replayed(1);
    CHECK(optimizer.changes() == changes);
    optimizer.unfreeze("net.p1");
    optimizer.scale_rate("net.p2", 0.5);
    CHECK(optimizer.changes() != changes);
    take(2);
    prepare(net, optimizer, 3);
    recorded.replay();
    return net.values();
  };
  CHECK(difference(run(Device::cuda), run(Device::cpu)) <= 1e-12);
}

TEST_CASE("A table that would have to be sent is refused while a graph is recorded", "[layering]") {
  install();
  ManyParameters net(sizes, {Device::cuda, Dtype::f32});
  Adam optimizer(net.parameters());
  const auto record = [&] { Recording([&] { optimizer.step(); }); };
  optimizer.step();
  CHECK_NOTHROW(record());
  optimizer.scale_rate("net.p0", 0.1);
  check_contains(error_message(record), {"a step of all parameters", "while a graph is being recorded",
                                         "take one step before the recording begins"});
  optimizer.step();
  CHECK_NOTHROW(record());
}
