// The gradient check of criteria: right ones are never blamed, over random shapes; what it refuses.

#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <limits>

#include "05_losses/criterion_check.hpp"
#include "tests/05_losses_criteria.hpp"
#include "tests/error_matchers.hpp"
#include "tests/fresh_seed.hpp"

using namespace strata;

TEST_CASE("Every criterion's gradient is right to 1e-6 over random odd shapes", "[layering]") {
  const std::string kind = GENERATE(from_range(losses::kinds));
  Rng rng(fresh_seed(), Stream::test);
  for (int trial = 0; trial < 20; ++trial) {
    const Shape shape({random_size(rng, 1, 9), random_size(rng, losses::is_of_classes(kind) ? 2 : 1, 13)}, "NK");
    const Tensor y = losses::random_outputs(kind, shape, rng), target = losses::random_target(kind, shape, rng);
    const GradientReport report = check_gradients(*losses::make(kind), y, target, {.seed = rng.position()});
    INFO(kind << "\n" << report.text());
    CHECK(report.passed());
    CHECK(report["output"].measured());
  }
}

TEST_CASE("Shares of classes and weights of entries pass the gradient check", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  for (int trial = 0; trial < 10; ++trial) {
    const Shape shape({random_size(rng, 1, 7), random_size(rng, 2, 9)}, "NK");
    for (const std::string kind : {"ClassNLL", "ClassNLLUnstable", "CrossEntropy"}) {
      const GradientReport report = check_gradients(*losses::make(kind), losses::random_outputs(kind, shape, rng),
                                                    losses::random_shares(shape, rng), {.seed = rng.position()});
      INFO(kind << "\n" << report.text());
      CHECK(report.passed());
    }
    for (const std::string kind : {"BinaryCrossEntropy", "BinaryCrossEntropyWithLogits"}) {
      const Tensor weights = losses::random_probabilities(trial % 2 == 0 ? shape : shape.without_front(), rng);
      const GradientReport report =
          check_gradients(*losses::make(kind, weights), losses::random_outputs(kind, shape, rng),
                          losses::random_target(kind, shape, rng), {.seed = rng.position()});
      INFO(kind << "\n" << report.text());
      CHECK(report.passed());
    }
  }
}

TEST_CASE("Images of any rank pass the gradient check of losses by entry", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  const Shape shape({3, 5, 7, 2}, "NHWC");  // more entries than are compared one by one
  for (const std::string kind :
       {"MeanSquaredError", "MeanAbsoluteError", "BinaryCrossEntropy", "BinaryCrossEntropyWithLogits"}) {
    const GradientReport report = check_gradients(*losses::make(kind), losses::random_outputs(kind, shape, rng),
                                                  losses::random_target(kind, shape, rng), {.seed = rng.position()});
    INFO(kind << "\n" << report.text());
    CHECK(report.passed());
    CHECK(report["output"].directions == 2);
  }
}

TEST_CASE("The kink of the absolute error is recognised and not blamed", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  const Tensor y = normal_tensor({5, 7}, rng);
  Tensor target = normal_tensor({5, 7}, rng);
  const auto set = [&](std::size_t position, double distance) {
    target.values<double>()[position] = y.values<double>()[position] + distance;
  };
  set(0, 0.0);  // there the slope between the two is 0, and so is the gradient
  set(17, 1e-10);
  set(34, -1e-10);
  const GradientReport report = check_gradients(MeanAbsoluteError(), y, target, {.seed = rng.position()});
  INFO(report.text());
  CHECK(report.passed());
  CHECK(report["output"].kinks == 2);
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
  Rng rng(fresh_seed(), Stream::test);
  const double spread = GENERATE(1e-3, 3.0, 10.0, 30.0, 100.0, 1e4);
  for (int trial = 0; trial < 10; ++trial) {
    Tensor y = normal_tensor({4, 5}, rng);
    row<double>(y) *= spread;
    const GradientReport classes = check_gradients(CrossEntropy(), y, losses::random_labels(4, 5, rng));
    const GradientReport answers =
        check_gradients(BinaryCrossEntropyWithLogits(), y, losses::random_probabilities({4, 5}, rng));
    INFO("spread " << spread << "\n" << classes.text() << answers.text());
    CHECK(classes.passed());
    CHECK(answers.passed());
  }
}

TEST_CASE("A loss of almost nothing is rounded as the numbers near 1 that it is made of", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  const double lead = GENERATE(5.0, 15.0, 20.0, 25.0, 30.0, 35.0, 60.0);
  for (int trial = 0; trial < 10; ++trial) {
    const Tensor labels = losses::random_labels(4, 5, rng), target = one_hot(labels, 5, {Device::cpu, Dtype::f64});
    Tensor y = normal_tensor({4, 5}, rng);
    row<double>(y) += lead * row<double>(target);  // the right class is far ahead in every sample
    const GradientReport classes = check_gradients(CrossEntropy(), y, labels);
    row<double>(y).array() -= lead * (1 - row<double>(target).array());
    const GradientReport answers = check_gradients(BinaryCrossEntropyWithLogits(), y, target);
    INFO("lead " << lead << "\n" << classes.text() << answers.text());
    CHECK(classes.passed());
    CHECK(answers.passed());
  }
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
