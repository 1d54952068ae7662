#pragma once

#include <memory>
#include <string>

#include "01_tensors/kernels.hpp"
#include "05_losses/binary_criterion.hpp"

namespace strata {

/// What a device must know to compute BinaryCrossEntropy. y, target and dy are [N, ...], losses [N] in
/// float64, weights are none, of one sample's shape, or of y's.
struct BinaryCrossEntropyKernels {
  void (*forward)(const Tensor& y, const Tensor& target, const Tensor* weights, Tensor& losses);  ///< (5.18)
  void (*backward)(const Tensor& y, const Tensor& target, const Tensor* weights, double scale,
                   Tensor& dy);  ///< (5.19)

  /// Which functions run where.
  static KernelTable<BinaryCrossEntropyKernels> table;
};

/// The negative log-likelihood of yes-or-no answers, from probabilities: (5.18), divided by the number of entries.
/// Logarithms end at -100. Use BinaryCrossEntropyWithLogits where the network can give scores.
class BinaryCrossEntropy : public BinaryCriterion {
 public:
  /// @param weights  what each entry counts; see BinaryCriterion  @throws Error if one is negative or not a number
  explicit BinaryCrossEntropy(const Tensor& weights = {}) : BinaryCriterion(weights, "BinaryCrossEntropy") {}

  std::string kind() const override { return "BinaryCrossEntropy"; }
  std::unique_ptr<Criterion> fresh() const override { return std::make_unique<BinaryCrossEntropy>(weights()); }
  ValueRange output_range() const override {
    return {.low = 0,
            .high = 1,
            .meaning = "a probability from 0 to 1",
            .hint = "for scores, use BinaryCrossEntropyWithLogits"};
  }

 private:
  void do_forward(const Tensor& y, const Tensor& target, Tensor& losses) override {
    const Tensor w = weights_for(y);
    kernels<BinaryCrossEntropyKernels>(y).forward(y, target, w.defined() ? &w : nullptr, losses);
  }
  void do_backward(const Tensor& y, const Tensor& target, double scale, Tensor& dy) override {
    const Tensor w = weights_for(y);
    kernels<BinaryCrossEntropyKernels>(y).backward(y, target, w.defined() ? &w : nullptr, scale, dy);
  }
};

}  // namespace strata
