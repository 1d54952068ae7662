#pragma once

#include <string>

#include "05_losses/criterion.hpp"

namespace strata {

/// A loss of one question with K answers. Outputs are [N,K] with 2 classes or more. A target is either labels, [N] in
/// int32, or the probability of every class, [N,K] with y's dtype: a row with a single 1 (one-hot) says the same as a
/// label. The sum is divided by the number of samples.
class ClassCriterion : public Criterion {
 public:
  std::string divides_by() const override { return "the number of samples"; }

 private:
  void expect_fit(const Tensor& y, const Tensor& target) const override;
  Index terms(const Tensor& y) const override { return y.dim(0); }

  void expect_classes(const Tensor& y) const;
  void expect_probabilities(const Tensor& y, const Tensor& target) const;
};

}  // namespace strata
