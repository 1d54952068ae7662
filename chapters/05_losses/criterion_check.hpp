#pragma once

#include <memory>
#include <vector>

#include "02_modules/gradient_check.hpp"
#include "05_losses/criterion.hpp"

namespace strata {

/// A criterion with one batch, as something to differentiate: slot 0 is y, and the output is the loss. It comes as [N]
/// with zeros behind it, because the check of chapter 2 looks for outputs of single samples.
class CriterionSubject : public GradientSubject {
 public:
  /// Works on a fresh criterion in float64 and on copies of the batch. The criterion computes where the batch lies.
  /// @throws Error if y sits on an end of the criterion's output range, where there is no slope to both sides
  CriterionSubject(const Criterion& criterion, const Tensor& y, const Tensor& target);

  Tensor forward() override;
  std::vector<Tensor> backward(const Tensor& dy, InputGradient wanted) override;
  void poison_gradients(double) override {}  // an input gradient does not accumulate

 private:
  Tensor within_range() const;

  Device device_;
  std::unique_ptr<Criterion> criterion_;
  Tensor target_;
  double loss_ = 0;
  // A loss near 0 is made of numbers near 1, as in log(1 + 1e-12), and rounded as they are. The check takes rounding
  // from the size of the output, so the output is at least 1; a constant changes no slope.
  double shift_ = 1;
};

/// Compares the gradient of a criterion with measured slopes of its loss, and names the likely mistake, as the check of
/// modules does. A wrong constant factor that comes from dividing by another number is named by that number. Entries of
/// the gradient that drown in the rounding of the loss (below about 1e-11 of it, or of 1 if it is smaller) count as 0.
///
/// @param criterion  it is not changed
/// @param y          outputs; at least 2 samples if sums and means are to be told apart
/// @param target     as forward() takes it
/// @param options    tolerance, how many entries, and the seed
/// @throws Error if y and the target do not fit, or y holds NaN or infinity
GradientReport check_gradients(const Criterion& criterion, const Tensor& y, const Tensor& target,
                               const GradientCheckOptions& options = {});

}  // namespace strata
