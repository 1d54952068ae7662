// What all optimisers share: the clock, factors, frozen parameters, and what they refuse.

#include <catch2/catch.hpp>
#include <limits>

#include "01_tensors/views.hpp"
#include "02_modules/sequential.hpp"
#include "03_linear/linear.hpp"
#include "06_optimizers/adam.hpp"
#include "06_optimizers/sgd.hpp"
#include "tests/06_optimizers_made.hpp"
#include "tests/06_optimizers_trace.hpp"
#include "tests/error_matchers.hpp"
#include "tests/random_tensors.hpp"
#include "tests/tensor_elements.hpp"

using namespace strata;

namespace {

// A network of two layers with a gradient in every parameter.
Sequential network_with_gradients(const std::string& name = "network") {
  Sequential network(name);
  network.add(Linear(4), "fc1").add(Linear(3), "fc2");
  Rng rng(1);
  network.build({{5}, "I"}, rng);
  network.forward(normal_tensor({2, 5}, rng, Dtype::f32));
  network.backward(normal_tensor({2, 3}, rng, Dtype::f32), InputGradient::skip);
  return network;
}

std::vector<std::vector<float>> values_of(Module& network) {
  std::vector<std::vector<float>> values;
  for (const Parameter* parameter : network.parameters()) values.push_back(elements<float>(parameter->value));
  return values;
}

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

}  // namespace

TEST_CASE("The clock counts steps and holds the learning rate", "[layering]") {
  Sequential network = network_with_gradients();
  Sgd optimizer(network.parameters(), {.learning_rate = 0.25});
  CHECK(optimizer.steps() == 0);
  CHECK(optimizer.learning_rate() == 0.25);
  optimizer.step();
  optimizer.step();
  optimizer.set_learning_rate(0);
  CHECK(optimizer.steps() == 2);
  CHECK(optimizer.learning_rate() == 0);
  const auto before = values_of(network);
  optimizer.step();
  CHECK(values_of(network) == before);
  optimizer.zero_grad();
  for (const Parameter* parameter : network.parameters()) CHECK_FALSE(parameter->has_grad());
}

TEST_CASE("Rate and steps are known without asking the device, and agree with its clock", "[layering]") {
  Sequential network = network_with_gradients(), other = network_with_gradients();
  Adam optimizer(network.parameters()), resumed(other.parameters());
  const auto clock_of = [](const Adam& own) { return elements<double>(own.state()[0].tensor); };
  const auto known = [](const Adam& own) {
    return std::vector<double>{own.learning_rate(), static_cast<double>(own.steps())};
  };
  optimizer.step();
  optimizer.set_learning_rate(0.125);
  optimizer.step();
  CHECK(known(optimizer) == std::vector<double>{0.125, 2});
  CHECK(known(optimizer) == clock_of(optimizer));
  resumed.load_state(optimizer.state());
  resumed.step();
  CHECK(known(resumed) == std::vector<double>{0.125, 3});
  CHECK(known(resumed) == clock_of(resumed));
  resumed.count_replayed(4);  // as if a recorded step had run so often
  resumed.count_replayed(-1);
  CHECK(resumed.steps() == 6);
}

TEST_CASE("An optimiser counts the changes that a recorded step would not see", "[layering]") {
  Sequential network = network_with_gradients();
  Sgd optimizer(network.parameters());
  std::vector<Index> counts{optimizer.changes()};
  const auto count = [&] { counts.push_back(optimizer.changes()); };
  optimizer.step();
  optimizer.set_learning_rate(0.5);
  count();
  CHECK(counts[1] == counts[0]);
  optimizer.scale_rate("network.fc1", 0.5);
  count();
  optimizer.freeze("network.fc1");
  count();
  optimizer.unfreeze("network.fc1");
  count();
  optimizer.load_state(optimizer.state());
  count();
  for (std::size_t i = 2; i < counts.size(); ++i) CHECK(counts[i] > counts[i - 1]);
  optimizer.freeze("network.fc1");
  const Index frozen = optimizer.changes();
  optimizer.freeze("network.fc1");  // it is
  CHECK(optimizer.changes() == frozen);
}

TEST_CASE("Kernels read rate and step from the clock's tensor, where a recorded graph would change them",
          "[layering]") {
  const auto step_at = [](double rate, double step) {
    const Tensor clock = Tensor::from<double>({2}, {rate, step}), gradient = Tensor::from<double>({1}, {2});
    Tensor value = Tensor::from<double>({1}, {0}), first = value.clone(), second = value.clone();
    kernels<AdamKernels>(value).step({clock, 1, 0}, {}, gradient, first, second, value);
    return elements<double>(value)[0];
  };
  CHECK(step_at(0.1, 1) == Approx(-0.1));
  CHECK(step_at(0.2, 1) == Approx(-0.2));
  // Without correction, the averages of one gradient are 0.1 of it and 0.001 of its square.
  CHECK(step_at(0.1, 1e9) == Approx(-0.1 * 0.1 / std::sqrt(0.001)));
}

TEST_CASE("A factor scales the steps of a parameter or of a whole module", "[layering]") {
  Sequential all = network_with_gradients(), scaled = network_with_gradients();
  const auto before = values_of(all);
  Sgd first(all.parameters()), second(scaled.parameters());
  second.scale_rate("network", 5);
  second.scale_rate("network.fc1", 0.5);  // replaces the 5
  second.scale_rate("network.fc2.bias", 0);
  first.step();
  second.step();
  const std::vector<float> factors{0.5F, 0.5F, 5, 0};
  const auto one = values_of(all), other = values_of(scaled);
  for (std::size_t parameter = 0; parameter < 4; ++parameter) {
    for (std::size_t i = 0; i < before[parameter].size(); ++i) {
      const float step = one[parameter][i] - before[parameter][i];
      CHECK(other[parameter][i] - before[parameter][i] == Approx(factors[parameter] * step).margin(1e-6));
    }
  }
}

TEST_CASE("Frozen parameters do not move, remember nothing and need no gradient", "[layering]") {
  for (const auto& [name, make] : every_optimizer()) {
    INFO(name);
    Sequential network = network_with_gradients();
    const auto optimizer = make(network.parameters());
    optimizer->freeze("network.fc1");
    for (Parameter* parameter : network.parameters()) {
      if (parameter->path.starts_with("network.fc1.")) parameter->zero_grad();
    }
    const auto before = values_of(network);
    optimizer->step();
    optimizer->step();
    const auto after = values_of(network);
    CHECK(after[0] == before[0]);
    CHECK(after[1] == before[1]);
    CHECK(after[2] != before[2]);
    CHECK(after[3] != before[3]);
    for (const NamedTensor& kept : optimizer->state()) {
      if (kept.name.find("network.fc1") == std::string::npos) continue;
      for (const float value : elements<float>(kept.tensor)) CHECK(value == 0);
    }
    optimizer->unfreeze("network.fc1.weight");
    CHECK_THROWS_AS(optimizer->step(), Error);
  }
}

TEST_CASE("A stale gradient stops a step before anything moves, and is named", "[layering]") {
  Sequential network = network_with_gradients();
  Adam optimizer(network.parameters());
  network.parameters()[3]->zero_grad();
  const auto before = values_of(network);
  check_contains(error_message([&] { optimizer.step(); }),
                 {"Adam, network.fc2.bias", "no backward pass has written", "freeze(\"network.fc2.bias\")"});
  CHECK(values_of(network) == before);
  CHECK(optimizer.steps() == 0);
}

TEST_CASE("Optimisers name parameters that they cannot take", "[layering]") {
  check_contains(error_message([] { Adam({}); }), {"Adam", "no parameters", "build the network first"});
  Sequential one = network_with_gradients(), other = network_with_gradients();
  std::vector<Parameter*> twice = one.parameters();
  for (Parameter* parameter : other.parameters()) twice.push_back(parameter);
  check_contains(error_message([&] { Sgd{twice}; }), {"SGD", "network.fc1.weight twice", "different names"});
  Parameter labels(Tensor::from<std::int32_t>({2}, {1, 2}));
  check_contains(error_message([&] { Sgd({&labels}); }), {"SGD", "int32", "float32 or float64"});
}

TEST_CASE("A network that was converted after the optimiser was made is refused", "[layering]") {
  Sequential network = network_with_gradients();
  Adam optimizer(network.parameters());
  network.to(Dtype::f64);
  Rng rng(1);
  network.forward(normal_tensor({2, 5}, rng));
  network.backward(normal_tensor({2, 3}, rng), InputGradient::skip);
  check_contains(error_message([&] { optimizer.step(); }),
                 {"network.fc1.weight", "float64", "float32", "make the optimiser after build() and to()"});
}

TEST_CASE("Options out of range are named", "[layering]") {
  Sequential network = network_with_gradients();
  const std::vector<Parameter*> parameters = network.parameters();
  const auto sgd = [&](const SgdOptions& options) { return error_message([&] { Sgd(parameters, options); }); };
  const auto adam = [&](const AdamOptions& options) { return error_message([&] { Adam(parameters, options); }); };
  check_contains(sgd({.learning_rate = -0.1}), {"SGD, learning rate", "-0.1", "0 or more"});
  check_contains(adam({.learning_rate = not_a_number}), {"Adam, learning rate", "nan", "finite"});
  check_contains(sgd({.learning_rate = std::numeric_limits<double>::infinity()}), {"inf"});
  check_contains(sgd({.momentum = 1}), {"momentum", "got 1", "below 1"});
  check_contains(sgd({.momentum = 0.9, .dampening = -0.1}), {"dampening", "-0.1"});
  check_contains(sgd({.weight_decay = -1}), {"weight decay", "-1"});
  check_contains(sgd({.nesterov = true}), {"Nesterov", "momentum 0", "above 0"});
  check_contains(sgd({.momentum = 0.9, .dampening = 0.5, .nesterov = true}), {"dampening 0.5", "no dampening"});
  check_contains(adam({.beta1 = 1}), {"beta1", "got 1", "below 1"});
  check_contains(adam({.beta2 = -0.1}), {"beta2", "-0.1"});
  check_contains(adam({.beta2 = not_a_number}), {"beta2", "nan"});
  check_contains(adam({.epsilon = -1e-8}), {"epsilon"});
  check_contains(adam({.weight_decay = not_a_number}), {"weight decay", "nan"});
}

TEST_CASE("Rates and factors that change later are checked as well", "[layering]") {
  Sequential network = network_with_gradients();
  Adam optimizer(network.parameters());
  check_contains(error_message([&] { optimizer.set_learning_rate(-1); }), {"Adam, learning rate", "-1"});
  check_contains(error_message([&] { optimizer.set_learning_rate(not_a_number); }), {"Adam, learning rate", "nan"});
  check_contains(error_message([&] { optimizer.scale_rate("network.fc1", -2); }), {"network.fc1", "-2"});
  CHECK(optimizer.learning_rate() == 1e-3);
}

TEST_CASE("An unknown path is answered with the nearest one", "[layering]") {
  Sequential network = network_with_gradients();
  Adam optimizer(network.parameters());
  check_contains(error_message([&] { optimizer.scale_rate("network.cf1.weight", 2); }),
                 {"\"network.cf1.weight\"", "did you mean network.fc1.weight?"});
  check_contains(error_message([&] { optimizer.freeze("network.cf2"); }), {"did you mean network.fc2?"});
  check_contains(error_message([&] { optimizer.unfreeze("encoder"); }), {"the first parameter is network.fc1.weight"});
  CHECK_THROWS_AS(optimizer.freeze("network.fc"), Error);  // part of a name is no module
}
