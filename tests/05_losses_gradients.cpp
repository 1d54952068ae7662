// The gradient check of criteria: right ones are never blamed, over random shapes; what it refuses.

#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <limits>

#include "05_losses/criterion_check.hpp"
#include "tests/05_losses_gradient_cases.hpp"
#include "tests/error_matchers.hpp"
#include "tests/fresh_seed.hpp"

using namespace strata;

TEST_CASE("Every criterion's gradient is right to 1e-6 over random odd shapes", "[layering]") {
  losses::check_random_shapes(GENERATE(from_range(losses::kinds)), Device::cpu, 20);
}

TEST_CASE("Shares of classes and weights of entries pass the gradient check", "[layering]") {
  losses::check_shares_and_weights(Device::cpu, 10);
}

TEST_CASE("Images of any rank pass the gradient check of losses by entry", "[layering]") {
  losses::check_images(Device::cpu);
}

TEST_CASE("The kink of the absolute error is recognised and not blamed", "[layering]") {
  losses::check_kink(Device::cpu);
}

TEST_CASE("Float32 outputs are checked in float64, and nothing is changed", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  CrossEntropy criterion;
  const Tensor y = normal_tensor({5, 3}, rng, Dtype::f32), labels = losses::random_labels(5, 3, rng),
               before = y.clone();
  criterion.forward(y, labels);
  CHECK(check_gradients(criterion, y, labels).passed());
  CHECK(check_gradients(criterion, y, one_hot(labels, 3)).passed());
  CHECK(std::memcmp(y.data<float>(), before.data<float>(), y.values<float>().size_bytes()) == 0);
  CHECK(criterion.backward().dtype() == Dtype::f32);  // the forward pass before the checks still stands
}

TEST_CASE("Scores of any size pass the gradient check", "[layering]") {
  losses::check_scores_of_size(GENERATE(1e-3, 3.0, 10.0, 30.0, 100.0, 1e4), Device::cpu, 10);
}

TEST_CASE("A loss of almost nothing is rounded as the numbers near 1 that it is made of", "[layering]") {
  losses::check_small_losses(GENERATE(5.0, 15.0, 20.0, 25.0, 30.0, 35.0, 60.0), Device::cpu, 10);
}

TEST_CASE("What has no slope to both sides, or is not a number, gets no verdict", "[layering]") {
  const TensorOptions options{Device::cpu, Dtype::f64};
  Tensor p = Tensor::full({2, 3}, 0.25, options);
  const Tensor target = Tensor::full({2, 3}, 1, options);
  p.values<double>()[4] = 0;
  check_contains(error_message([&] { check_gradients(BinaryCrossEntropy(), p, target); }),
                 {"check_gradients, output: got 0 at [1,1]", "between 0 and 1, without the ends", "Hint: "});
  p.values<double>()[4] = std::numeric_limits<double>::quiet_NaN();
  check_contains(error_message([&] { check_gradients(BinaryCrossEntropy(), p, target); }),
                 {"check_gradients, output: got nan at [1,1]", "a finite number"});
  check_contains(error_message([&] {
                   check_gradients(MeanSquaredError(), p, Tensor::full({3, 2}, 1, options));
                 }),
                 {"MeanSquaredError, target", "[3,2]", "[2,3]"});
}
