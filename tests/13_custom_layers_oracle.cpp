// What the homework's comparison must find for ReLU and Swish, by analysis: the loss is the mean of [4,3,32,32]
// outputs.

#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

#include "04_activations/activation.hpp"
#include "13_custom_layers/comparison.hpp"
#include "13_custom_layers/learnable_swish.hpp"
#include "tests/random_tensors.hpp"

using namespace strata;

namespace {

// The mean of g(x) over normal x, by the trapezium rule, which is exact to all digits for such functions.
template <class G>
double normal_mean(G g) {
  constexpr double step = 1.0 / 512;
  double sum = 0;
  for (double x = -12; x <= 12; x += step) sum += g(x) * std::exp(-x * x / 2);
  return sum * step / std::sqrt(2 * std::numbers::pi);
}

double swish_slope(double beta, double x) { return functions::Swish{beta}.derivative(x); }

}  // namespace

TEST_CASE("The mean slope over normal inputs is 1/2 for ReLU and for Swish with any beta (13.15)", "[layering]") {
  for (const double beta : {-2.0, 0.0, 0.3, 1.0, 7.0}) {
    CHECK(normal_mean([&](double x) { return swish_slope(beta, x); }) == Approx(0.5).epsilon(1e-9));
  }
  CHECK(0.5 / 12288 == Approx(4.07e-5).epsilon(1e-3));
  const double size = normal_mean([](double x) { return std::abs(swish_slope(1, x)); });
  CHECK(size / 12288 == Approx(4.16e-5).epsilon(2e-3));
}

TEST_CASE("The comparison measures these gradients, but for the chance of 12,288 inputs", "[layering]") {
  const Shape images({4, 32, 32, 3}, "NHWC");
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    ReLU relu;
    LearnableSwish swish;
    const LayerGradients of_relu = gradients_of_mean(relu, images, seed);
    const LayerGradients of_swish = gradients_of_mean(swish, images, seed);
    // A slope has a standard deviation of 1/2 (ReLU) or less: the mean of 12,288 is off by 0.9 %, three times as much
    // in one of 400 trials.
    CHECK(of_relu.mean == Approx(0.5 / 12288).epsilon(0.027));
    CHECK(of_relu.mean_size == of_relu.mean);
    CHECK(of_swish.mean == Approx(0.5 / 12288).epsilon(0.027));
    CHECK(of_swish.mean_size == Approx(4.16e-5).epsilon(0.027));
    CHECK(of_swish.output == images);
    CHECK(of_swish.parameters == 1);
  }
}
