// First values: bounds, spread, seeds.

#include "03_linear/initialisation.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "01_tensors/views.hpp"
#include "03_linear/linear.hpp"
#include "tests/error_matchers.hpp"
#include "tests/fresh_seed.hpp"

using namespace strata;

namespace {

constexpr Index many_outputs = 300, many_inputs = 400;

struct Spread {
  double mean, deviation, largest;
};

Spread spread_of(const Initialisation& initialisation) {
  Rng rng(fresh_seed());
  const Tensor values =
      initial_values({many_outputs, many_inputs}, many_inputs, initialisation, {Device::cpu, Dtype::f64}, rng);
  const auto v = row<double>(values).array();
  return {v.mean(), std::sqrt((v - v.mean()).square().mean()), v.abs().maxCoeff()};
}

// 120,000 values: the mean of samples of deviation 1 lies within 5/√120000 = 0.0145 and their deviation within
// 5/√240000 = 0.0103 of the truth, but for one run in a million.
void check_spread(const Spread& spread, double deviation) {
  CHECK(std::abs(spread.mean) < 0.0145 * deviation);
  CHECK(spread.deviation == Approx(deviation).epsilon(0.0103));
}

}  // namespace

TEST_CASE("Each rule has the standard deviation of its equation", "[layering]") {
  const double i = many_inputs, o = many_outputs;
  check_spread(spread_of(Initialisation::uniform_fan_in()), 1 / std::sqrt(3 * i));
  check_spread(spread_of(Initialisation::xavier_uniform()), std::sqrt(2 / (i + o)));
  check_spread(spread_of(Initialisation::xavier_normal()), std::sqrt(2 / (i + o)));
  check_spread(spread_of(Initialisation::kaiming_uniform()), std::sqrt(2 / i));
  check_spread(spread_of(Initialisation::kaiming_normal()), std::sqrt(2 / i));
  check_spread(spread_of(Initialisation::kaiming_normal(1.0)), std::sqrt(1 / i));
}

TEST_CASE("Uniform rules stay inside their bounds and come close to them, normal ones do not stay", "[layering]") {
  const double bound = 1 / std::sqrt(static_cast<double>(many_inputs));
  const double largest = spread_of(Initialisation::uniform_fan_in()).largest;
  CHECK(largest <= bound);
  CHECK(largest > 0.999 * bound);
  CHECK(spread_of(Initialisation::xavier_uniform()).largest <= std::sqrt(6.0 / (many_inputs + many_outputs)));
  CHECK(spread_of(Initialisation::xavier_normal()).largest > 3 * std::sqrt(2.0 / (many_inputs + many_outputs)));
}

TEST_CASE("A Linear layer's weight and bias start inside one over the root of its inputs", "[layering]") {
  Rng rng(fresh_seed());
  Linear layer(50);
  layer.build({{100}, "I"}, rng);
  for (const Parameter* parameter : layer.parameters()) {
    const float largest = row<float>(parameter->value).cwiseAbs().maxCoeff();
    CHECK(largest <= 0.1F);
    CHECK(largest > 0.08F);  // 50 uniform values below 0.08 have a chance of 0.8^50 = 1e-5
  }
}

TEST_CASE("A seed gives the same values in float32 and float64, and another seed gives others", "[layering]") {
  Rng a(7), b(7), c(8);
  Linear narrow(5), wide(5), other(5);
  wide.to(Dtype::f64);
  narrow.build({{6}, "I"}, a);
  wide.build({{6}, "I"}, b);
  other.build({{6}, "I"}, c);
  const auto rounded = row<double>(std::as_const(wide.weight().value)).cast<float>().eval();
  CHECK(row<float>(std::as_const(narrow.weight().value)) == rounded);
  CHECK(row<float>(std::as_const(other.weight().value)) != rounded);
}

TEST_CASE("A constant is constant, and a gain that makes no sense is refused", "[layering]") {
  Rng rng(1);
  Linear layer(5, {.weight = Initialisation::constant(0.25), .bias_values = Initialisation::constant(0)});
  layer.build({{6}, "I"}, rng);
  CHECK((row<float>(layer.weight().value).array() == 0.25F).all());
  CHECK((row<float>(layer.bias().value).array() == 0.0F).all());
  check_contains(error_message([] { Initialisation::kaiming_normal(-1); }), {"gain -1", "positive"});
  CHECK_THROWS_AS(Initialisation::kaiming_uniform(std::nan("")), Error);
}
