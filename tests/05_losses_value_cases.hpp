#pragma once

// What the criteria must compute on every device: small examples, labels as rows, weights, and where limits are known.

#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "tests/05_losses_criteria.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/tensor_elements.hpp"

namespace strata::losses {

/// The loss and its derivative; dy is on the CPU, wherever it was computed.
struct Result {
  double loss;
  Tensor dy;
};

/// A forward and a backward pass on a device, of a batch on the CPU.
inline Result run(Criterion& criterion, const Tensor& y, const Tensor& target, Device device) {
  const double loss = criterion.forward(y.to(device), target.to(device));
  return {loss, criterion.backward().to(Device::cpu)};
}

inline bool same_bits(const Tensor& a, const Tensor& b) {
  if (!(a.shape() == b.shape()) || a.dtype() != b.dtype()) return false;
  return with_type(a.dtype(),
                   [&]<class T>() { return std::memcmp(a.data<T>(), b.data<T>(), a.values<T>().size_bytes()) == 0; });
}

/// Labels, or targets of y's dtype.
inline Tensor target_like(const Tensor& y, const std::string& kind, Rng& rng) {
  const Tensor target = random_target(kind, y.shape(), rng);
  return target.dtype() == Dtype::f64 ? target.to(y.dtype()) : target;
}

/// The losses of small examples are what a hand computes.
inline void small_examples(Device device) {
  const auto check = [&](Criterion& criterion, const Tensor& y, const Tensor& target, double loss,
                         const std::vector<double>& dy) {
    const Result result = run(criterion, y, target, device);
    INFO(criterion.kind());
    CHECK(result.loss == Approx(loss).epsilon(1e-15));
    if (!dy.empty()) CHECK(elements<double>(result.dy) == dy);
  };
  const Tensor y = Tensor::from<double>({2, 2}, {1, 2, 3, 5}), t = Tensor::from<double>({2, 2}, {1, 0, 4, 2});
  MeanSquaredError squared;
  check(squared, y, t, (0 + 4 + 1 + 9) / 4.0, {0, 1, -0.5, 1.5});
  const Tensor each = squared.sample_losses().to(Device::cpu);
  CHECK(elements<double>(each) == std::vector<double>{4, 10});
  MeanAbsoluteError absolute;
  check(absolute, y, t, (0 + 2 + 1 + 3) / 4.0, {0, 0.25, -0.25, 0.25});

  const double ln2 = std::log(2.0), ln4 = std::log(4.0);
  const Tensor p = Tensor::from<double>({2, 2}, {0.25, 0.75, 0.5, 0.5});
  const Tensor labels = Tensor::from<std::int32_t>({2}, {0, 1});
  ClassNLLUnstable unstable;
  check(unstable, p, labels, (ln4 + ln2) / 2, {-2, 0, 0, -1});
  Tensor log_p = p.clone();
  row<double>(log_p) = row<double>(p).array().log().matrix();
  ClassNLL stable;
  check(stable, log_p, labels, (ln4 + ln2) / 2, {-0.5, 0, 0, -0.5});
  CrossEntropy entropy;
  check(entropy, Tensor::full({3, 10}, 7), Tensor::from<std::int32_t>({3}, {0, 9, 4}), std::log(10.0), {});
  BinaryCrossEntropy answers(Tensor::from<double>({2}, {3, 0}));
  check(answers, p, Tensor::from<double>({2, 2}, {1, 0, 0, 1}), (3 * ln4 + 3 * ln2) / 4, {});
}

/// The losses of samples add up to the loss, times what it is divided by.
inline void losses_add_up(Device device) {
  Rng rng(fresh_seed(), Stream::test);
  for (const std::string& kind : kinds) {
    const Shape shape({random_size(rng, 1, 9), random_size(rng, 2, 70)}, "NK");
    const Tensor y = random_outputs(kind, shape, rng).to(Dtype::f32), target = target_like(y, kind, rng);
    const auto criterion = make(kind);
    const double loss = criterion->forward(y.to(device), target.to(device));
    CHECK(criterion->sample_losses().describe() == Tensor(Shape({shape[0]}, "N"), {device, Dtype::f64}).describe());
    const Tensor each = criterion->sample_losses().to(Device::cpu);
    const std::vector<double> values = elements<double>(each);
    CHECK(loss == std::accumulate(values.begin(), values.end(), 0.0) / criterion->divisor(y));
    // A sample alone costs what it cost in the batch.
    const Index last = shape[0] - 1;
    criterion->forward(y.slice(last, last + 1).to(device), target.slice(last, last + 1).to(device));
    const Tensor alone = criterion->sample_losses().to(Device::cpu);
    CHECK(alone.values<double>()[0] == values.back());
  }
}

/// Labels and one-hot rows give the same bits.
inline void labels_as_rows(Device device, Dtype dtype) {
  Rng rng(fresh_seed(), Stream::test);
  for (const std::string kind : {"ClassNLL", "ClassNLLUnstable", "CrossEntropy"}) {
    for (int trial = 0; trial < 10; ++trial) {
      const Shape shape({random_size(rng, 1, 70), random_size(rng, 2, 33)}, "NK");
      const Tensor y = random_outputs(kind, shape, rng).to(dtype);
      const Tensor labels = random_labels(shape[0], shape[1], rng);
      const auto criterion = make(kind);
      const Result by_label = run(*criterion, y, labels, device);
      const Result by_row = run(*criterion, y, one_hot(labels, shape[1], y.options()), device);
      CHECK(by_label.loss == by_row.loss);
      CHECK(same_bits(by_label.dy, by_row.dy));
    }
  }
}

/// An output that is not a number gives a loss that is not one.
inline void not_a_number(Device device) {
  Rng rng(1, Stream::test);
  for (const std::string& kind : kinds) {
    const Tensor y = Tensor::full({2, 3}, std::numeric_limits<double>::quiet_NaN(), {device, Dtype::f64});
    CHECK(std::isnan(make(kind)->forward(y, random_target(kind, {2, 3}, rng).to(device))));
  }
}

/// Weights: 1 changes nothing, 0 leaves an entry out, and they do not follow the caller's tensor.
inline void weights_of_entries(Device device) {
  Rng rng(fresh_seed(), Stream::test);
  for (const std::string kind : {"BinaryCrossEntropy", "BinaryCrossEntropyWithLogits"}) {
    const Shape shape({5, 3}, "NK");
    const Tensor y = random_outputs(kind, shape, rng), target = random_target(kind, shape, rng);
    const Result plain = run(*make(kind), y, target, device);
    const Result ones = run(*make(kind, Tensor::full({3}, 1)), y, target, device);
    CHECK(ones.loss == plain.loss);
    CHECK(same_bits(ones.dy, plain.dy));
    Tensor weights = Tensor::from<double>({3}, {2, 0, 1});
    const auto criterion = make(kind, weights);
    weights.fill(-1);
    const Result weighted = run(*criterion, y, target, device);
    for (Index n = 0; n < 5; ++n) {
      CHECK(matrix<double>(weighted.dy)(n, 0) == 2 * matrix<double>(plain.dy)(n, 0));
      CHECK(matrix<double>(weighted.dy)(n, 1) == 0);
      CHECK(matrix<double>(weighted.dy)(n, 2) == matrix<double>(plain.dy)(n, 2));
    }
    CHECK(same_bits(run(*criterion->fresh(), y, target, device).dy, weighted.dy));
  }
}

}  // namespace strata::losses
