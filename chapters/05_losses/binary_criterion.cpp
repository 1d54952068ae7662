#include "05_losses/binary_criterion.hpp"

#include <fmt/format.h>

#include <string>

namespace strata {

BinaryCriterion::BinaryCriterion(const Tensor& weights, const std::string& kind) {
  if (!weights.defined()) return;
  const std::string where = kind + ", weights";
  if (weights.dtype() != Dtype::f32 && weights.dtype() != Dtype::f64) {
    throw Error({where, weights.describe(), "float32 or float64", "convert with to(Dtype)"});
  }
  const ValueRange range{.low = 0,
                         .meaning = "a finite number from 0 on",
                         .hint = "a negative weight rewards what is wrong; 0 leaves an entry out"};
  const Index position = first_outside(weights, range, NotFinite::fails);
  if (position >= 0) throw outside_error(weights, position, range, where);
  weights_ = weights.clone();
}

Tensor BinaryCriterion::weights_for(const Tensor& y) const {
  return weights_.defined() ? weights_.to(y.dtype()).to(y.device()) : Tensor();
}

void BinaryCriterion::expect_fit(const Tensor& y, const Tensor& target) const {
  if (weights_.defined() && !(weights_.shape() == y.shape()) && !(weights_.shape() == y.shape().without_front())) {
    throw Error({kind() + ", weights", weights_.shape().to_string(),
                 fmt::format("{} or {}", y.shape().without_front().to_string(), y.shape().to_string()),
                 "one weight for each output of a sample, or one for each entry of the batch"});
  }
  EntryCriterion::expect_fit(y, target);
}

ValueRange BinaryCriterion::target_range() const {
  return {.low = 0,
          .high = 1,
          .meaning = "a probability from 0 to 1",
          .hint = "0 is no and 1 is yes; for classes by number, use CrossEntropy"};
}

}  // namespace strata
