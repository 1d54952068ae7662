#pragma once

#include <string>

#include "05_losses/entry_criterion.hpp"

namespace strata {

/// A loss of yes-or-no questions, one for each output: targets are probabilities from 0 to 1, and each entry may have a
/// weight. The weighted sum is divided by the number of entries, not by the sum of weights, as PyTorch does.
class BinaryCriterion : public EntryCriterion {
 public:
  /// What each entry counts; undefined without weights.
  const Tensor& weights() const { return weights_; }

 protected:
  /// @param weights  of one sample's shape, the same for every sample, or of y's shape, or no tensor; a copy is kept
  /// @param kind     for messages
  /// @throws Error if a weight is negative or not a number
  BinaryCriterion(const Tensor& weights, const std::string& kind);

  /// The weights with y's dtype and on its device.
  Tensor weights_for(const Tensor& y) const;

 private:
  void expect_fit(const Tensor& y, const Tensor& target) const override;
  ValueRange target_range() const override;

  Tensor weights_;
};

}  // namespace strata
