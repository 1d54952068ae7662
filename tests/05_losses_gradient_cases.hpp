#pragma once

// What the gradient check must say of the criteria, wherever they compute.

#include <catch2/catch.hpp>
#include <string>

#include "05_losses/criterion_check.hpp"
#include "tests/05_losses_criteria.hpp"
#include "tests/fresh_seed.hpp"

namespace strata::losses {

/// Criteria that compare every output with a number of its own.
inline const std::vector<std::string> kinds_of_entries{"MeanSquaredError", "MeanAbsoluteError", "BinaryCrossEntropy",
                                                       "BinaryCrossEntropyWithLogits"};

/// The check on a device.
inline GradientReport check_on(Device device, const Criterion& criterion, const Tensor& y, const Tensor& target,
                               std::uint64_t seed) {
  return check_gradients(criterion, y.to(device), target.to(device), {.seed = seed});
}

/// Every criterion's gradient is right to 1e-6 over random odd shapes.
inline void check_random_shapes(const std::string& kind, Device device, int trials) {
  Rng rng(fresh_seed(), Stream::test);
  for (int trial = 0; trial < trials; ++trial) {
    const Shape shape({random_size(rng, 1, 9), random_size(rng, is_of_classes(kind) ? 2 : 1, 13)}, "NK");
    const Tensor y = random_outputs(kind, shape, rng), target = random_target(kind, shape, rng);
    const GradientReport report = check_on(device, *make(kind), y, target, rng.position());
    INFO(kind << "\n" << report.text());
    CHECK(report.passed());
    CHECK(report["output"].measured());
  }
}

/// Shares of classes and weights of entries pass the gradient check.
inline void check_shares_and_weights(Device device, int trials) {
  Rng rng(fresh_seed(), Stream::test);
  for (int trial = 0; trial < trials; ++trial) {
    const Shape shape({random_size(rng, 1, 7), random_size(rng, 2, 9)}, "NK");
    for (const std::string kind : {"ClassNLL", "ClassNLLUnstable", "CrossEntropy"}) {
      const GradientReport report =
          check_on(device, *make(kind), random_outputs(kind, shape, rng), random_shares(shape, rng), rng.position());
      INFO(kind << "\n" << report.text());
      CHECK(report.passed());
    }
    for (const std::string kind : {"BinaryCrossEntropy", "BinaryCrossEntropyWithLogits"}) {
      const Tensor weights = random_probabilities(trial % 2 == 0 ? shape : shape.without_front(), rng);
      const GradientReport report = check_on(device, *make(kind, weights), random_outputs(kind, shape, rng),
                                             random_target(kind, shape, rng), rng.position());
      INFO(kind << "\n" << report.text());
      CHECK(report.passed());
    }
  }
}

/// Images of any rank pass the gradient check of losses by entry.
inline void check_images(Device device) {
  Rng rng(fresh_seed(), Stream::test);
  const Shape shape({3, 5, 7, 2}, "NHWC");  // more entries than are compared one by one
  for (const std::string& kind : kinds_of_entries) {
    const GradientReport report = check_on(device, *make(kind), random_outputs(kind, shape, rng),
                                           random_target(kind, shape, rng), rng.position());
    INFO(kind << "\n" << report.text());
    CHECK(report.passed());
    CHECK(report["output"].directions == 2);
  }
}

/// The kink of the absolute error is recognised and not blamed.
inline void check_kink(Device device) {
  Rng rng(fresh_seed(), Stream::test);
  const Tensor y = normal_tensor({5, 7}, rng);
  Tensor target = normal_tensor({5, 7}, rng);
  const auto set = [&](std::size_t position, double distance) {
    target.values<double>()[position] = y.values<double>()[position] + distance;
  };
  set(0, 0.0);  // there the slope between the two is 0, and so is the gradient
  set(17, 1e-10);
  set(34, -1e-10);
  const GradientReport report = check_on(device, MeanAbsoluteError(), y, target, rng.position());
  INFO(report.text());
  CHECK(report.passed());
  CHECK(report["output"].kinks == 2);
}

/// Scores of any size pass the gradient check.
inline void check_scores_of_size(double spread, Device device, int trials) {
  Rng rng(fresh_seed(), Stream::test);
  for (int trial = 0; trial < trials; ++trial) {
    Tensor y = normal_tensor({4, 5}, rng);
    row<double>(y) *= spread;
    const GradientReport classes = check_on(device, CrossEntropy(), y, random_labels(4, 5, rng), 1);
    const GradientReport answers =
        check_on(device, BinaryCrossEntropyWithLogits(), y, random_probabilities({4, 5}, rng), 1);
    INFO("spread " << spread << "\n" << classes.text() << answers.text());
    CHECK(classes.passed());
    CHECK(answers.passed());
  }
}

/// A loss of almost nothing is rounded as the numbers near 1 that it is made of.
inline void check_small_losses(double lead, Device device, int trials) {
  Rng rng(fresh_seed(), Stream::test);
  for (int trial = 0; trial < trials; ++trial) {
    const Tensor labels = random_labels(4, 5, rng), target = one_hot(labels, 5, {Device::cpu, Dtype::f64});
    Tensor y = normal_tensor({4, 5}, rng);
    row<double>(y) += lead * row<double>(target);  // the right class is far ahead in every sample
    const GradientReport classes = check_on(device, CrossEntropy(), y, labels, 1);
    row<double>(y).array() -= lead * (1 - row<double>(target).array());
    const GradientReport answers = check_on(device, BinaryCrossEntropyWithLogits(), y, target, 1);
    INFO("lead " << lead << "\n" << classes.text() << answers.text());
    CHECK(classes.passed());
    CHECK(answers.passed());
  }
}

}  // namespace strata::losses
