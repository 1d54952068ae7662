// What is seen inside a training.

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "02_modules/sequential.hpp"
#include "03_linear/linear.hpp"
#include "04_activations/activation.hpp"
#include "experiments/gradient_report.hpp"
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

// A training in which the loss of step t is t, in batches of two images.
class SimulatedTraining {
 public:
  explicit SimulatedTraining(Index batches) : batches_(batches) {}

  // Shows a recorder the steps from `first` to `last`.
  void steps(TraceRecorder& recorder, Index first, Index last) const {
    Rng rng(1);
    Sequential network = two_layers(rng);
    for (Index step = first; step <= last; ++step) recorder.end_of_step(network, step, state_after(step));
  }

 private:
  static constexpr Index images = 2;

  TrainingState state_after(Index step) const {
    TrainingState state;
    const Index over = (step - 1) / batches_;  // epochs
    for (Index epoch = 1; epoch <= over; ++epoch) {
      const Index end = epoch * batches_;
      state.history.epochs.push_back(
          {.epoch = epoch, .steps = end, .running_loss = sum(end - batches_, end) / static_cast<double>(batches_)});
    }
    state.epoch = over + 1;
    state.batch = step - over * batches_;
    state.samples = images * state.batch;
    state.loss_sum = static_cast<double>(images) * sum(over * batches_, step);
    return state;
  }

  // first + 1 and all that follow up to last.
  static double sum(Index first, Index last) {
    return 0.5 * static_cast<double>(last * (last + 1) - first * (first + 1));
  }

  Index batches_;
};

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

TEST_CASE("A picture of some layers' gradients shows the first, the last and the smallest among them", "[layering]") {
  GradientFlow flow{.layers = {}, .steps = {1}, .sizes = {std::vector<double>(20, 1.0)}};
  for (int layer = 0; layer < 20; ++layer) flow.layers.push_back("layer" + std::to_string(layer));
  flow.sizes.front()[11] = 0.1;
  CHECK(shown_layers(flow, 7) == std::set<std::size_t>{0, 2, 5, 8, 11, 15, 19});
  CHECK(shown_layers(flow, 20).size() == 20);
  CHECK(shown_layers(flow_with(0.5e-3, 1), 7) == std::set<std::size_t>{0, 1});
}

TEST_CASE("The loss between two looks is a mean over the samples between them", "[layering]") {
  // Two looks in the first epoch, one in the second, whose sums begin at 0 again.
  TrainingTrace trace{.steps = 500, .gradients = {}, .losses = {}};
  trace.losses = {{10, 1, 20.0, 10}, {20, 1, 30.0, 20}, {30, 2, 5.0, 10}};
  const LossCurve curve = loss_curve(trace);
  CHECK(curve.steps == std::vector<double>{10, 20, 30});
  CHECK(curve.losses == std::vector<double>{2.0, 1.0, 0.5});
  trace.losses.erase(trace.losses.begin() + 1);  // no point is a mean over more steps than the others
  CHECK(loss_curve(trace).steps == std::vector<double>{10});
}

// Two epochs of 391 steps, as CIFAR-10 has them in batches of 128: looks are 16 steps apart, and 782 is 48 times 16 and
// 14, which come first. The first epoch ends inside a piece.
TEST_CASE("Every point of a loss curve is a mean over as many steps, and the last one is of the last steps",
          "[layering]") {
  const TemporaryFolder folder;
  TraceRecorder recorder(folder / "trace", 782);
  SimulatedTraining(391).steps(recorder, 1, 782);
  const TrainingTrace& trace = recorder.trace();
  const LossCurve curve = loss_curve(trace);
  REQUIRE(curve.steps.size() == 48);
  CHECK(curve.steps.front() == 14 + 16);
  CHECK(curve.steps.back() == 782);
  for (std::size_t i = 0; i < curve.steps.size(); ++i) {  // the mean of 16 whole numbers, of which this is the last
    CHECK(curve.losses[i] == Approx(curve.steps[i] - 7.5).epsilon(1e-12));
  }
  CHECK(trace.gradients.steps.size() == 49);
  CHECK(trace.gradients.steps.back() == 782);
  const auto end = std::ranges::find(trace.losses, 391, &LossSample::step);
  REQUIRE(end != trace.losses.end());
  CHECK(end->epoch == 1);
  CHECK(end->samples == 782);                   // two images a step
  CHECK(end->loss_sum == Approx(782.0 * 196));  // the mean of 1 to 391
}

TEST_CASE("A trace of another number of steps is left aside", "[layering]") {
  const TemporaryFolder folder;
  TraceRecorder shorter(folder / "trace", 200);
  SimulatedTraining(200).steps(shorter, 1, 200);
  TraceRecorder longer(folder / "trace", 400);
  CHECK(longer.trace().losses.empty());
  SimulatedTraining(400).steps(longer, 201, 400);
  CHECK(longer.trace().steps == 400);
  CHECK(longer.trace().gradients.steps.front() == 208);
  CHECK(loss_curve(longer.trace()).steps.front() == 216);  // before, not all is known
  CHECK(TraceRecorder(folder / "trace", 400).trace().gradients.steps.size() == 25);
}

TEST_CASE("A training that goes on from an older checkpoint ends with the trace of one that was not stopped",
          "[layering]") {
  const TemporaryFolder folder;
  const SimulatedTraining training(30);
  TraceRecorder whole(folder / "whole", 210), stopped(folder / "part", 210);
  training.steps(whole, 1, 210);
  CHECK(whole.trace().gradients.steps.size() == 53);
  training.steps(stopped, 1, 90);
  TraceRecorder again(folder / "part", 210);
  training.steps(again, 61, 210);  // the checkpoint was of step 60, where an epoch ends
  CHECK(json_of(again.trace()) == json_of(whole.trace()));
  CHECK(json_of(trace_of(json_of(again.trace()))) == json_of(whole.trace()));
}
