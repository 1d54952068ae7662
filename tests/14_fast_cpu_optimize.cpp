// A network as fused steps beside the same network layer by layer.

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "02_modules/gradient_check.hpp"
#include "02_modules/state.hpp"
#include "03_linear/linear.hpp"
#include "04_activations/activation.hpp"
#include "05_losses/cross_entropy.hpp"
#include "06_optimizers/adam.hpp"
#include "07_training/fc_net.hpp"
#include "07_training/flatten.hpp"
#include "07_training/module_state.hpp"
#include "09_dropout/deep_fc_net.hpp"
#include "09_dropout/dropout.hpp"
#include "14_fast_cpu/optimize.hpp"
#include "tests/error_matchers.hpp"
#include "tests/random_tensors.hpp"
#include "tests/tensor_elements.hpp"
#include "tests/thread_counts.hpp"

using namespace strata;

namespace {

std::unique_ptr<Sequential> built_network(Sequential made, const Shape& sample, Dtype dtype) {
  auto network = std::make_unique<Sequential>(std::move(made));
  Rng rng(11);
  network->build(sample, rng);
  network->to(dtype);
  return network;
}

std::unique_ptr<Sequential> small_dropout_network(Dtype dtype) {
  Sequential network("small");
  network.add(Flatten(), "flatten");
  network.add(Linear(13), "fc1").add(ReLU(), "relu1").add(Dropout(0.4), "drop1");
  network.add(Linear(9, {.bias = false}), "fc2").add(ReLU(), "relu2").add(Dropout(0), "drop2");
  network.add(Linear(5), "fc3").add(Dropout(0.2), "drop3");
  network.add(Linear(3), "fc4");
  return built_network(std::move(network), {{3, 2, 1}, "HWC"}, dtype);
}

double relative_difference(const Tensor& a, const Tensor& b) {
  const std::vector<double> p = elements<double>(a.to(Dtype::f64)), q = elements<double>(b.to(Dtype::f64));
  REQUIRE(p.size() == q.size());
  double difference = 0, size = 1e-3;
  for (std::size_t i = 0; i < p.size(); ++i) {
    difference = std::isnan(p[i] - q[i]) ? INFINITY : std::max(difference, std::abs(p[i] - q[i]));
    size = std::max(size, std::abs(q[i]));
  }
  return difference / size;
}

// Trains a network layer by layer, and a copy of it in fused steps: outputs, gradients and weights stay together.
void check_equal_training(Sequential& plain, const Shape& batch, Index steps, double tolerance) {
  const std::unique_ptr<Module> copied = plain.clone();
  auto& copy = dynamic_cast<Sequential&>(*copied);
  const std::unique_ptr<OptimizedNetwork> fast = optimize(copy);
  // In float32, small steps and a large epsilon: Adam divides a gradient by its own size, and one that is all rounding
  // would become a whole step.
  const bool narrow = plain.options().dtype == Dtype::f32;
  const AdamOptions options{.learning_rate = narrow ? 1e-4 : 1e-3, .epsilon = narrow ? 1e-3 : 1e-8};
  Adam plain_adam(plain.parameters(), options), fast_adam(fast->parameters(), options);
  CrossEntropy plain_loss, fast_loss;
  Rng rng(21);
  const Dtype dtype = plain.options().dtype;
  for (Index step = 0; step < steps; ++step) {
    const Tensor x = normal_tensor(batch, rng, dtype);
    Tensor labels({batch[0]}, {Device::cpu, Dtype::i32});
    for (std::int32_t& label : labels.values<std::int32_t>()) {
      label = static_cast<std::int32_t>(rng.below(plain.output_sample()[0]));
    }
    plain_adam.zero_grad();
    fast_adam.zero_grad();
    const Tensor y = plain.forward(x), fast_y = fast->forward(x);
    CAPTURE(step);
    CHECK(relative_difference(fast_y, y) <= tolerance);
    CHECK(std::abs(plain_loss.forward(y, labels) - fast_loss.forward(fast_y, labels)) <= tolerance * 10);
    plain.backward(plain_loss.backward(), InputGradient::skip);
    CHECK_FALSE(fast->backward(fast_loss.backward(), InputGradient::skip).defined());
    const auto parameters = plain.parameters(), fast_parameters = fast->parameters();
    REQUIRE(parameters.size() == fast_parameters.size());
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      CAPTURE(parameters[i]->path);
      CHECK(relative_difference(fast_parameters[i]->grad(), parameters[i]->grad()) <= tolerance);
    }
    plain_adam.step();
    fast_adam.step();
  }
  plain.eval();
  fast->eval();
  const Tensor x = normal_tensor(batch, rng, dtype);
  CHECK(relative_difference(fast->forward(x), plain.forward(x)) <= tolerance);
  CHECK(relative_difference(fast->forward(x.slice(0, 1)), plain.forward(x.slice(0, 1))) <= tolerance);
}

std::vector<std::string> state_names(Module& module) {
  std::vector<std::string> names;
  for (const NamedTensor& entry : module_state(module)) names.push_back(entry.name);
  return names;
}

}  // namespace

TEST_CASE("Linear, ReLU and Dropout become one step, and names stay those of the layers", "[layering]") {
  const std::unique_ptr<Sequential> network = small_dropout_network(Dtype::f32);
  const std::vector<std::string> names = state_names(*network);
  const std::unique_ptr<OptimizedNetwork> fast = optimize(*network);
  CHECK(fast->plan() == "flatten\nfc1 + relu1 + drop1\nfc2 + relu2 + drop2\nfc3\ndrop3\nfc4\n");
  CHECK(state_names(*fast) == names);
  CHECK(fast->path() == "small");
  CHECK(fast->parameters() == network->parameters());
  CHECK(fast->parameters().front()->path == "small.fc1.weight");
  CHECK(fast->output_sample() == network->output_sample());
}

TEST_CASE("Fused steps train as the layers do, in float64", "[layering]") {
  SECTION("small, with Dropout") { check_equal_training(*small_dropout_network(Dtype::f64), {12, 3, 2, 1}, 20, 1e-9); }
  SECTION("FCNet") {
    check_equal_training(*built_network(fc_net(10), {{28, 28, 1}, "HWC"}, Dtype::f64), {16, 28, 28, 1}, 20, 1e-9);
  }
}

TEST_CASE("Fused steps train as the layers do, in float32", "[layering]") {
  check_equal_training(*small_dropout_network(Dtype::f32), {12, 3, 2, 1}, 20, 1e-4);
}

TEST_CASE("DeepFCNet trains in fused steps as layer by layer") {
  const Dtype dtype = GENERATE(Dtype::f32, Dtype::f64);
  // Of small images, because most weights belong to pixels.
  const std::unique_ptr<Sequential> network = built_network(deep_fc_net(10, 0.3), {{12, 12, 3}, "HWC"}, dtype);
  check_equal_training(*network, {16, 12, 12, 3}, 20, dtype == Dtype::f32 ? 1e-3 : 1e-9);
}

TEST_CASE("The gradient check accepts fused steps", "[layering]") {
  Rng rng(3);
  const std::unique_ptr<Sequential> network = small_dropout_network(Dtype::f32);
  const std::unique_ptr<OptimizedNetwork> fast = optimize(*network);
  for (const Index samples : {2, 11}) {
    CAPTURE(samples);
    CHECK(check_gradients(*fast, normal_tensor({samples, 3, 2, 1}, rng)).passed());
  }
}

TEST_CASE("Training the fused network trains the layers, in both modes and after a change of dtype", "[layering]") {
  Rng rng(4);
  const std::unique_ptr<Sequential> network = small_dropout_network(Dtype::f32);
  const std::unique_ptr<OptimizedNetwork> fast = optimize(*network);
  fast->eval();
  const Tensor x = normal_tensor({4, 3, 2, 1}, rng, Dtype::f32);
  CHECK(relative_difference(fast->forward(x), network->forward(x)) <= 1e-5);
  CHECK_FALSE(network->training());
  fast->to(Dtype::f64);
  const Tensor wide = x.to(Dtype::f64);
  const Tensor wide_y = fast->forward(wide);  // before the network runs, which follows
  CHECK(relative_difference(wide_y, network->forward(wide)) <= 1e-12);
  fast->train();
  const Tensor y = fast->forward(wide);
  fast->backward(normal_tensor(y.shape(), rng));
  for (const Parameter* parameter : network->parameters()) CHECK(parameter->has_grad());
  CHECK_FALSE(fast->backward(normal_tensor(fast->forward(wide).shape(), rng), InputGradient::skip).defined());
}

TEST_CASE("A clone of a fused network lives on its own", "[layering]") {
  Rng rng(5);
  std::unique_ptr<Module> copy;
  Tensor expected;
  const Tensor x = normal_tensor({4, 3, 2, 1}, rng, Dtype::f32);
  {
    const std::unique_ptr<Sequential> network = small_dropout_network(Dtype::f32);
    const std::unique_ptr<OptimizedNetwork> fast = optimize(*network);
    copy = fast->clone();
    expected = network->forward(x);
    for (Parameter* parameter : network->parameters()) parameter->value.fill(0);
  }
  CHECK(relative_difference(copy->forward(x), expected) <= 1e-5);
  CHECK(copy->kind() == "OptimizedNetwork");
}

TEST_CASE("Fused steps give the same bits on any number of threads", "[layering]") {
  std::vector<std::vector<float>> results;
  for (const Index threads : {1, 2, 3}) {
    const ThreadCount scope(threads);
    Sequential made("wide");
    made.add(Linear(150), "fc1").add(ReLU(), "relu1").add(Dropout(0.5), "drop1").add(Linear(40), "fc2");
    const std::unique_ptr<Sequential> network = built_network(std::move(made), {{200}, "F"}, Dtype::f32);
    const std::unique_ptr<OptimizedNetwork> fast = optimize(*network);
    Rng rng(6);
    const Tensor y = fast->forward(normal_tensor({70, 200}, rng, Dtype::f32));
    std::vector<float> all = elements<float>(y);
    const Tensor dx = fast->backward(normal_tensor(y.shape(), rng, Dtype::f32));
    for (const float value : dx.values<float>()) all.push_back(value);
    for (const Parameter* parameter : fast->parameters()) {
      for (const float value : parameter->grad().values<float>()) all.push_back(value);
    }
    results.push_back(all);
  }
  CHECK(results[0] == results[1]);
  CHECK(results[0] == results[2]);
}

TEST_CASE("optimize() takes a built network only", "[layering]") {
  Sequential network = fc_net(10);
  check_contains(error_message([&] { optimize(network); }), {"FCNet, optimize()", "not built", "build("});
}
