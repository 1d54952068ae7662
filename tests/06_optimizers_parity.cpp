// Do the optimisers take PyTorch's steps? tests/parity/06_optimizers.py stored 100 of each.

#include <catch2/catch.hpp>
#include <map>
#include <string>

#include "06_optimizers/adam.hpp"
#include "06_optimizers/clipping.hpp"
#include "06_optimizers/regulariser.hpp"
#include "06_optimizers/schedule.hpp"
#include "06_optimizers/sgd.hpp"
#include "tests/06_optimizers_options.hpp"
#include "tests/06_optimizers_trace.hpp"

using namespace strata;

namespace {

constexpr SgdOptions with_momentum{.learning_rate = 0.05, .momentum = 0.9};

}  // namespace

TEST_CASE("SGD takes PyTorch's steps with every option", "[layering]") {
  const auto dtype = GENERATE(Dtype::f64, Dtype::f32);
  CHECK(parity_fixture().cases("sgd").size() == sgd_options.size());
  for (const auto& [name, options] : sgd_options) {
    Trace trace(dtype);
    Sgd optimizer(trace.parameters(), options);
    trace.run(optimizer);
    trace.check(name, "sgd");
  }
}

TEST_CASE("Adam takes PyTorch's steps with every option", "[layering]") {
  const auto dtype = GENERATE(Dtype::f64, Dtype::f32);
  CHECK(parity_fixture().cases("adam").size() == adam_options.size());
  for (const auto& [name, options] : adam_options) {
    Trace trace(dtype);
    Adam optimizer(trace.parameters(), options);
    trace.run(optimizer);
    trace.check(name, "adam");
  }
}

TEST_CASE("A rate of its own for one parameter acts as in PyTorch's groups", "[layering]") {
  const auto dtype = GENERATE(Dtype::f64, Dtype::f32);
  Trace trace(dtype);
  Adam optimizer(trace.parameters(), {.learning_rate = 0.01, .weight_decay = 0.1, .decoupled = true});
  optimizer.scale_rate("layer.bias", 0.3);
  trace.run(optimizer);
  trace.check("rates/adam", "rates");
}

TEST_CASE("Parameters that are frozen for a while count their own steps, as PyTorch's without a gradient do",
          "[layering]") {
  const auto dtype = GENERATE(Dtype::f64, Dtype::f32);
  const auto freeze_and_thaw = [](Index step, Optimizer& optimizer, Trace&) {
    if (step == 0) optimizer.freeze("layer.weight");
    if (step == 30) optimizer.unfreeze("layer.weight");
    if (step == 50) optimizer.freeze("layer.bias");
    if (step == 60) optimizer.unfreeze("layer.bias");
  };
  Trace first(dtype), second(dtype);
  Adam adam(first.parameters(), {.learning_rate = 0.01});
  first.run(adam, freeze_and_thaw);
  first.check("frozen/adam", "frozen");
  Sgd sgd(second.parameters(), {.learning_rate = 0.05, .momentum = 0.9, .dampening = 0.5});
  second.run(sgd, freeze_and_thaw);
  second.check("frozen/sgd", "frozen");
}

TEST_CASE("A schedule that the caller applies gives PyTorch's steps", "[layering]") {
  const auto dtype = GENERATE(Dtype::f64, Dtype::f32);
  Trace trace(dtype);
  Adam optimizer(trace.parameters(), {.learning_rate = 0.01});
  const Schedule schedule = Schedule::one_cycle(0.05, Trace::steps);
  trace.run(optimizer, [&](Index step, Optimizer& own, Trace&) {
    CHECK(own.steps() == step);
    own.set_learning_rate(schedule.at(own.steps()));
  });
  trace.check("schedule/adam", "schedule");
}

TEST_CASE("Clipping does what PyTorch's does", "[layering]") {
  const auto dtype = GENERATE(Dtype::f64, Dtype::f32);
  Trace by_norm(dtype), by_value(dtype);
  Sgd first(by_norm.parameters(), with_momentum), second(by_value.parameters(), with_momentum);
  int longer = 0;
  by_norm.run(first, [&](Index, Optimizer&, Trace& trace) { longer += clip_by_norm(trace.parameters(), 18) > 18; });
  CHECK(longer > 5);  // both cases happen
  CHECK(longer < 95);
  by_norm.check("clip norm/sgd", "clip");
  by_value.run(second, [](Index, Optimizer&, Trace& trace) { clip_by_value(trace.parameters(), 0.7); });
  by_value.check("clip value/sgd", "clip");
}

TEST_CASE("Regularisers of the weight alone add what PyTorch's autograd finds", "[layering]") {
  const auto dtype = GENERATE(Dtype::f64, Dtype::f32);
  const std::map<std::string, Regulariser> regularisers{{"regulariser/l1", Regulariser::l1(0.1)},
                                                        {"regulariser/l2", Regulariser::l2(0.2)},
                                                        {"regulariser/elastic", Regulariser::elastic(0.1, 0.2)}};
  for (const auto& [name, regulariser] : regularisers) {
    Trace trace(dtype);
    Sgd optimizer(trace.parameters(), with_momentum);
    const Regulariser weights = regulariser.weights_only();
    trace.run(optimizer, [&](Index, Optimizer&, Trace& own) { weights.add_gradients(own.parameters()); });
    trace.check(name, "regulariser");
  }
}

TEST_CASE("The fixture of chapter 6 says which PyTorch made it", "[layering]") {
  CHECK(parity_fixture().pytorch_version() == "2.15.0");
}
