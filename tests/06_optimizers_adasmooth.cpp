// AdaSmooth against the paper's equations, calculated here for one number at a time.

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "06_optimizers/adasmooth.hpp"
#include "tests/error_matchers.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/random_tensors.hpp"
#include "tests/tensor_elements.hpp"

using namespace strata;

namespace {

// The equations as the paper writes them, from the list of all values so far: x_1, x_2, ...
double scalar_step(const std::vector<double>& x, double gradient, const AdaSmoothOptions& options, double& average) {
  const std::size_t now = x.size() - 1;
  const std::size_t window =
      options.window == 0 ? now : std::min(now, static_cast<std::size_t>(options.window));  // M, or what there is
  double length = 0;
  for (std::size_t i = 0; i < window; ++i) length += std::abs(x[now - i] - x[now - i - 1]);
  const double ratio = length == 0 ? options.ratio_at_rest : std::abs(x[now] - x[now - window]) / length;
  const double c = (options.rho2 - options.rho1) * ratio + (1 - options.rho2);
  average = c * c * gradient * gradient + (1 - c * c) * average;
  return x[now] - options.learning_rate * gradient / std::sqrt(average + options.epsilon);
}

// Gradients that go straight on, go back and forth, and stay away for a while.
double gradient_at(Index step, Index element, Rng& rng) {
  if (element == 0) return 0.5;
  if (element == 1) return step % 2 == 0 ? 1.5 : -1.5;
  if (element == 2) return step < 20 ? 0.0 : rng.normal();
  return step % 7 == 3 ? 0.0 : rng.normal();
}

void set_gradient(Parameter& parameter, const std::vector<double>& gradient) {
  parameter.zero_grad();
  parameter.write_grad().tensor.copy_from(Tensor::from<double>(parameter.value.shape(), gradient));
}

// The step that AdaSmooth takes first, in learning rates.
double first_step(double ratio_at_rest) {
  Parameter parameter(Tensor::full({1}, 0, {Device::cpu, Dtype::f64}));
  AdaSmooth optimizer({&parameter}, {.learning_rate = 1e-3, .ratio_at_rest = ratio_at_rest});
  set_gradient(parameter, {-3.0});
  optimizer.step();
  return elements<double>(parameter.value)[0] / 1e-3;
}

}  // namespace

TEST_CASE("AdaSmooth follows the paper's equations, number by number", "[layering]") {
  const Index window = GENERATE(0, 1, 2, 7, 40, 200);
  const double at_rest = GENERATE(0.0, 0.25, 1.0);
  const AdaSmoothOptions options{
      .learning_rate = 0.01, .rho1 = 0.4, .rho2 = 0.95, .window = window, .ratio_at_rest = at_rest};
  Rng rng(fresh_seed(), Stream::test);
  constexpr Index count = 9;
  Parameter parameter(normal_tensor({3, 3}, rng));
  AdaSmooth optimizer({&parameter}, options);
  std::vector<std::vector<double>> x;
  for (const double first : elements<double>(parameter.value)) x.push_back({first});
  std::vector<double> averages(count, 0.0);
  for (Index step = 0; step < 100; ++step) {
    std::vector<double> gradient;
    for (Index i = 0; i < count; ++i) {
      const auto own = static_cast<std::size_t>(i);
      gradient.push_back(gradient_at(step, i, rng));
      x[own].push_back(scalar_step(x[own], gradient.back(), options, averages[own]));
    }
    set_gradient(parameter, gradient);
    optimizer.step();
    for (Index i = 0; i < count; ++i) {
      const auto own = static_cast<std::size_t>(i);
      INFO("window " << window << ", step " << step << ", element " << i);
      REQUIRE(std::abs(elements<double>(parameter.value)[own] - x[own].back()) < 1e-9);
    }
  }
}

TEST_CASE("A window as long as the run is no window, up to rounding", "[layering]") {
  Rng rng(3);
  Parameter all(normal_tensor({5}, rng)), some(all.value.clone());
  AdaSmooth without({&all}, {.learning_rate = 0.01}), with({&some}, {.learning_rate = 0.01, .window = 50});
  for (int step = 0; step < 50; ++step) {
    const std::vector<double> gradient = elements<double>(normal_tensor({5}, rng));
    set_gradient(all, gradient);
    set_gradient(some, gradient);
    without.step();
    with.step();
  }
  for (std::size_t i = 0; i < 5; ++i) {
    CHECK(elements<double>(all.value)[i] == Approx(elements<double>(some.value)[i]).epsilon(1e-12));
  }
}

TEST_CASE("Every number of a large parameter goes its way as if it were alone", "[layering]") {
  const Index window = GENERATE(0, 6);
  constexpr std::size_t different = 7, count = 40000;  // several chunks, none of which is a multiple of 7
  std::vector<double> starts(different), start(count), gradient(count);
  Rng rng(8);
  for (double& first : starts) first = rng.normal();
  for (std::size_t i = 0; i < count; ++i) start[i] = starts[i % different];
  Parameter few(Tensor::from<double>({different}, starts)), many(Tensor::from<double>({count}, start));
  AdaSmooth one({&few}, {.window = window}), other({&many}, {.window = window});
  for (int step = 0; step < 15; ++step) {
    const std::vector<double> gradients = elements<double>(normal_tensor({different}, rng));
    for (std::size_t i = 0; i < count; ++i) gradient[i] = gradients[i % different];
    set_gradient(few, gradients);
    set_gradient(many, gradient);
    one.step();
    other.step();
  }
  const std::vector<double> expected = elements<double>(few.value), found = elements<double>(many.value);
  for (std::size_t i = 0; i < count; ++i) {
    if (found[i] != Approx(expected[i % different]).epsilon(1e-12)) FAIL("element " << i);
  }
}

TEST_CASE("The first step is 2 learning rates long, or 100 with the ratio 0 at rest", "[layering]") {
  CHECK(first_step(1) == Approx(2).epsilon(1e-5));
  CHECK(first_step(0) == Approx(100).epsilon(1e-3));
}

TEST_CASE("After one step the ratio is 1 whatever it was at rest", "[layering]") {
  for (const double at_rest : {0.0, 1.0}) {
    Parameter parameter(Tensor::full({1}, 0, {Device::cpu, Dtype::f64}));
    AdaSmooth optimizer({&parameter}, {.ratio_at_rest = at_rest});
    set_gradient(parameter, {2.0});
    optimizer.step();
    const std::vector<NamedTensor> state = optimizer.state();
    CHECK(state[3].name == "AdaSmooth.displacement.parameter");
    CHECK(state[4].name == "AdaSmooth.path_length.parameter");
    CHECK(std::abs(elements<double>(state[3].tensor)[0]) == elements<double>(state[4].tensor)[0]);
  }
}

TEST_CASE("The effective ratio never leaves 0 to 1, in float32 either", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  float moved = 0, path = 0;
  for (int step = 0; step < 20000; ++step) {
    const auto dx = static_cast<float>((step < 10000 ? 1 : rng.normal()) * std::exp(3 * rng.normal()));
    moved += dx;
    path += std::abs(dx);
    const float ratio = effective_ratio(moved, path, 1.0F);
    REQUIRE(ratio >= 0);
    REQUIRE(ratio <= 1);
  }
  CHECK(effective_ratio(0.0F, 0.0F, 0.25F) == 0.25F);
  CHECK(effective_ratio(0.0F, 2.0F, 0.25F) == 0.0F);
}

TEST_CASE("AdaSmooth in float32 stays beside float64", "[layering]") {
  const Index window = GENERATE(0, 5);
  Rng rng(4);
  Parameter wide(normal_tensor({7}, rng)), narrow(wide.value.to(Dtype::f32));
  AdaSmooth first({&wide}, {.window = window}), second({&narrow}, {.window = window});
  for (int step = 0; step < 100; ++step) {
    const std::vector<double> gradient = elements<double>(normal_tensor({7}, rng));
    set_gradient(wide, gradient);
    set_gradient(narrow, gradient);
    first.step();
    second.step();
  }
  const Tensor widened = narrow.value.to(Dtype::f64);
  for (std::size_t i = 0; i < 7; ++i) {
    CHECK(elements<double>(widened)[i] == Approx(elements<double>(wide.value)[i]).margin(1e-5));
  }
}

TEST_CASE("AdaSmooth's memory is 3 numbers for each, or window + 1", "[layering]") {
  Rng rng(1);
  Parameter parameter(normal_tensor({4, 5}, rng));
  CHECK(AdaSmooth({&parameter}).remembered() == 60);
  CHECK(AdaSmooth({&parameter}, {.window = 12}).remembered() == 260);
}

TEST_CASE("AdaSmooth names options that cannot be", "[layering]") {
  Parameter parameter(Tensor::full({1}, 0));
  const auto message = [&](const AdaSmoothOptions& options) {
    return error_message([&] { AdaSmooth({&parameter}, options); });
  };
  check_contains(message({.rho1 = 0.99, .rho2 = 0.5}), {"AdaSmooth", "rho1 0.99", "rho2 0.5"});
  check_contains(message({.rho2 = 1}), {"rho2", "got 1", "below 1"});
  check_contains(message({.epsilon = -1}), {"epsilon", "-1"});
  check_contains(message({.window = -1}), {"window", "-1 steps"});
  check_contains(message({.ratio_at_rest = 1.5}), {"ratio at rest", "1.5", "0 to 1"});
}
