#pragma once

#include <memory>
#include <string>

#include "01_tensors/kernels.hpp"
#include "05_losses/binary_criterion.hpp"

namespace strata {

/// What a device must know to compute BinaryCrossEntropyWithLogits. y, target and dy are [N, ...], losses [N] in
/// float64, weights are none, of one sample's shape, or of y's.
struct BinaryCrossEntropyWithLogitsKernels {
  void (*forward)(const Tensor& y, const Tensor& target, const Tensor* weights, Tensor& losses);  ///< (5.21)
  void (*backward)(const Tensor& y, const Tensor& target, const Tensor* weights, double scale,
                   Tensor& dy);  ///< (5.22)

  /// Which functions run where.
  static KernelTable<BinaryCrossEntropyWithLogitsKernels> table;
};

/// The negative log-likelihood of yes-or-no answers, from scores: sigmoid and logarithm are taken together, so that
/// scores of any size give a finite loss and a gradient that points the right way. (5.21), divided by the number of
/// entries.
class BinaryCrossEntropyWithLogits : public BinaryCriterion {
 public:
  /// @param weights  what each entry counts; see BinaryCriterion  @throws Error if one is negative or not a number
  explicit BinaryCrossEntropyWithLogits(const Tensor& weights = {})
      : BinaryCriterion(weights, "BinaryCrossEntropyWithLogits") {}

  std::string kind() const override { return "BinaryCrossEntropyWithLogits"; }
  std::unique_ptr<Criterion> fresh() const override {
    return std::make_unique<BinaryCrossEntropyWithLogits>(weights());
  }

 private:
  void do_forward(const Tensor& y, const Tensor& target, Tensor& losses) override {
    const Tensor w = weights_for(y);
    kernels<BinaryCrossEntropyWithLogitsKernels>(y).forward(y, target, w.defined() ? &w : nullptr, losses);
  }
  void do_backward(const Tensor& y, const Tensor& target, double scale, Tensor& dy) override {
    const Tensor w = weights_for(y);
    kernels<BinaryCrossEntropyWithLogitsKernels>(y).backward(y, target, w.defined() ? &w : nullptr, scale, dy);
  }
};

}  // namespace strata
