#pragma once

#include <string>

#include "05_losses/criterion.hpp"

namespace strata {

/// A loss that compares every output with a number of its own: the target has y's shape, dtype and device, and the sum
/// is divided by the number of all entries.
class EntryCriterion : public Criterion {
 public:
  std::string divides_by() const override { return "the number of entries"; }

 protected:
  void expect_fit(const Tensor& y, const Tensor& target) const override;

 private:
  Index terms(const Tensor& y) const override { return y.count(); }

  /// The targets that make sense. NaN and infinity never do.
  virtual ValueRange target_range() const { return {}; }
};

}  // namespace strata
