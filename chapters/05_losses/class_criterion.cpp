#include "05_losses/class_criterion.hpp"

#include <fmt/format.h>

#include <cmath>
#include <string>

#include "05_losses/one_hot.hpp"

namespace strata {
namespace {

// Rounding of a float32 row of a few thousand classes stays below this; a forgotten class or a second 1 does not.
constexpr double sum_tolerance = 1e-3;

constexpr ValueRange probabilities{.low = 0,
                                   .high = 1,
                                   .meaning = "a probability from 0 to 1",
                                   .hint = "a target is what should have come out, not the network's scores"};

}  // namespace

void ClassCriterion::expect_fit(const Tensor& y, const Tensor& target) const {
  expect_classes(y);
  const Index samples = y.dim(0), classes = y.dim(1);
  if (target.defined() && target.dtype() == Dtype::i32) {
    if (!(target.shape() == Shape{samples})) {
      expect_shape(target, {{samples}, "N"}, kind() + ", target", "one label for each sample of the output");
    }
    if (target.device() != y.device()) expect_options(target, {y.device(), Dtype::i32}, kind() + ", target");
    if (first_label_outside(target, classes) >= 0) throw label_error(target, classes, kind() + ", target");
    return;
  }
  if (!target.defined() || target.rank() != 2) {
    throw Error({kind() + ", target", target.describe(),
                 fmt::format("labels [N={}] of int32, or probabilities [N={},K={}] of {}", samples, samples, classes,
                             name(y.dtype())),
                 "convert labels with to(Dtype::i32)"});
  }
  expect_probabilities(y, target);
}

void ClassCriterion::expect_classes(const Tensor& y) const {
  if (y.rank() != 2) {
    throw Error(
        {kind() + ", output", y.shape().to_string(), "[any,any], one output for each class", "reshape to [N,K] first"});
  }
  if (y.dim(1) < 2) {
    throw Error({kind() + ", output", "1 output for each sample", "2 or more, one for each class",
                 "for one question of yes or no, use BinaryCrossEntropyWithLogits"});
  }
}

void ClassCriterion::expect_probabilities(const Tensor& y, const Tensor& target) const {
  if (!(target.shape() == y.shape()) || !(target.options() == y.options())) {
    const std::string where = kind() + ", target";
    expect_shape(target, y.shape(), where, "as many classes as the network has outputs");
    expect_options(target, y.options(), where);
  }
  const Index position = first_outside(target, probabilities, NotFinite::fails);
  if (position >= 0) throw outside_error(target, position, probabilities, kind() + ", target");
  const Tensor wide = target.to(Device::cpu).to(Dtype::f64);
  const auto shares = wide.values<double>();
  const auto classes = static_cast<std::size_t>(target.dim(1));
  for (std::size_t n = 0; n < shares.size() / classes; ++n) {
    double sum = 0;
    for (const double share : shares.subspan(n * classes, classes)) sum += share;
    if (std::abs(sum - 1) <= sum_tolerance) continue;
    throw Error({kind() + ", target", fmt::format("probabilities with the sum {:.6g} for sample {}", sum, n),
                 "the sum 1", "for several answers that may all be right, use BinaryCrossEntropyWithLogits"});
  }
}

}  // namespace strata
