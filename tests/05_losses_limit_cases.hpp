#pragma once

// Large scores and impossible answers, where the losses of the stable criteria are known exactly, on every device.

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "tests/05_losses_value_cases.hpp"

namespace strata::losses {

inline Tensor first_class() { return Tensor::from<std::int32_t>({1}, {0}); }

/// Two scores, the true class's `behind` the other's.
inline Tensor two_scores(double behind, Dtype dtype) { return Tensor::from<double>({1, 2}, {0, behind}).to(dtype); }

/// Cross-entropy of scores up to 1e4 is exact where its limit is known.
inline void large_scores_of_classes(Device device, Dtype dtype) {
  for (const double size : {50.0, 1e3, 1e4}) {
    CrossEntropy criterion;
    const Result wrong = run(criterion, two_scores(size, dtype), first_class(), device);
    CHECK(wrong.loss == size);  // ln(1 + e^-50) is below the rounding of 50
    const Tensor dy = wrong.dy.to(Dtype::f64);
    CHECK(elements<double>(dy) == std::vector<double>{-1, 1});
    const Result right = run(criterion, two_scores(-size, dtype), first_class(), device);
    CHECK(right.loss < 1e-15);
    const Tensor settled = right.dy.to(Dtype::f64);
    CHECK(std::abs(settled.values<double>()[0]) < 1e-15);
  }
}

/// Binary cross-entropy of scores up to 1e4 is exact where its limit is known.
inline void large_scores_of_answers(Device device, Dtype dtype) {
  for (const double size : {50.0, 1e3, 1e4}) {
    const Tensor y = Tensor::from<double>({1, 4}, {size, size, -size, -size}).to(dtype);
    const Tensor t = Tensor::from<double>({1, 4}, {1, 0, 1, 0}).to(dtype);
    BinaryCrossEntropyWithLogits criterion;
    const Result result = run(criterion, y, t, device);
    CHECK(result.loss == Approx(size / 2).epsilon(1e-15));
    const Tensor dy = result.dy.to(Dtype::f64);
    CHECK(std::abs(dy.values<double>()[0]) < 1e-15);
    CHECK(dy.values<double>()[1] == 0.25);
    CHECK(dy.values<double>()[2] == -0.25);
    CHECK(std::abs(dy.values<double>()[3]) < 1e-15);
  }
}

/// ClassNLL holds on log-probabilities of any size.
inline void log_probabilities_of_any_size(Device device) {
  const Tensor log_p = Tensor::from<float>({2, 2}, {-1e4F, 0.0F, 0.0F, -std::numeric_limits<float>::infinity()});
  ClassNLL criterion;
  const Result result = run(criterion, log_p, Tensor::from<std::int32_t>({2}, {0, 0}), device);
  CHECK(result.loss == 5e3);
  CHECK(elements<float>(result.dy) == std::vector<float>{-0.5F, 0, -0.5F, 0});
  // A class without a share counts for nothing, even if its logarithm is infinite.
  CHECK(run(criterion, log_p, Tensor::from<float>({2, 2}, {1, 0, 1, 0}), device).loss == 5e3);
}

/// A binary answer that is impossible costs 100 and no more.
inline void impossible_answers(Device device) {
  BinaryCrossEntropy criterion;
  const Tensor p = Tensor::from<float>({1, 2}, {0, 1});
  CHECK(run(criterion, p, Tensor::from<float>({1, 2}, {1, 0}), device).loss == 100);
  CHECK(run(criterion, p, Tensor::from<float>({1, 2}, {0, 1}), device).loss == 0);
}

}  // namespace strata::losses
