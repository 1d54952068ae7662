// What is seen inside a training.

#include <catch2/catch.hpp>

#include <nlohmann/json.hpp>

#include "02_modules/sequential.hpp"
#include "03_linear/linear.hpp"
#include "04_activations/activation.hpp"
#include "experiments/trace_recorder.hpp"
#include "tests/error_matchers.hpp"
#include "tests/random_tensors.hpp"
#include "tests/temporary_folder.hpp"

using namespace strata;
using namespace strata::experiments;

namespace {

Sequential two_layers(Rng& rng) {
  Sequential network = sequential("net", Linear(4), ReLU(), Linear(3));
  network.build({{5}, "I"}, rng);
  network.backward(network.forward(normal_tensor({2, 5}, rng, Dtype::f32)));
  return network;
}

GradientFlow flow_with(double first, double last) {
  return {.layers = {"a", "b"}, .steps = {1, 2, 3}, .sizes = {{first, last}, {first, last}, {1e9, 1e9}}};
}

}  // namespace

TEST_CASE("The size of a gradient is that of the weight's, divided by the weight's own", "[layering]") {
  Rng rng(1);
  Sequential network = two_layers(rng);
  for (Parameter* parameter : network.parameters()) {
    parameter->value.fill(2);
    parameter->write_grad().tensor.fill(0.5);
  }
  GradientFlow flow;
  look_at_gradients(flow, network, 7);
  CHECK(flow.layers == std::vector<std::string>{"0", "2"});  // weights alone, by their layers
  CHECK(flow.steps == std::vector<Index>{7});
  CHECK(flow.sizes.front() == std::vector<double>{0.25, 0.25});
}

TEST_CASE("Vanishing and exploding gradients are named, by the median and not by one step", "[layering]") {
  CHECK(verdict_of(flow_with(1, 1)) == FlowVerdict::even);
  CHECK(verdict_of(flow_with(2e-3, 1)) == FlowVerdict::even);
  CHECK(verdict_of(flow_with(0.5e-3, 1)) == FlowVerdict::vanishing);
  CHECK(verdict_of(flow_with(2e3, 1)) == FlowVerdict::exploding);
  CHECK(describe(flow_with(0.5e-3, 1)) == "vanishing (5.0e-04)");
  CHECK(describe(GradientFlow{}).empty());
}

TEST_CASE("The loss between two looks is a mean over the samples between them", "[layering]") {
  // Two looks in the first epoch, one in the second, whose sums begin at 0 again.
  const LossCurve curve = loss_curve({{10, 1, 20.0, 10}, {20, 1, 30.0, 20}, {30, 2, 5.0, 10}});
  CHECK(curve.steps == std::vector<double>{10, 20, 30});
  CHECK(curve.losses == std::vector<double>{2.0, 1.0, 0.5});
}

TEST_CASE("A training that goes on from an older checkpoint ends with the trace of one that was not stopped",
          "[layering]") {
  const TemporaryFolder folder;
  Rng rng(1);
  Sequential network = two_layers(rng);
  const auto look = [&](TraceRecorder& recorder, Index first, Index last) {
    for (Index step = first; step <= last; ++step) {
      TrainingState state;
      state.loss_sum = static_cast<double>(step);
      state.samples = step;
      recorder.end_of_step(network, step, state);
    }
  };
  TraceRecorder whole(folder / "whole", 200), stopped(folder / "part", 200);
  look(whole, 1, 200);
  CHECK(whole.trace().losses.size() == 50);
  look(stopped, 1, 90);
  TraceRecorder again(folder / "part", 200);
  look(again, 61, 200);  // the checkpoint was of step 60
  CHECK(json_of(again.trace()) == json_of(whole.trace()));
  CHECK(json_of(trace_of(json_of(again.trace()))) == json_of(whole.trace()));
}
