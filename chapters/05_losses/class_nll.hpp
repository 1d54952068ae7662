#pragma once

#include <memory>
#include <string>

#include "01_tensors/kernels.hpp"
#include "05_losses/class_criterion.hpp"

namespace strata {

/// What a device must know to compute ClassNLL. y and dy are [N,K], the target is labels [N] or probabilities [N,K],
/// losses are [N] in float64.
struct ClassNLLKernels {
  void (*forward)(const Tensor& y, const Tensor& target, Tensor& losses);             ///< (5.13)
  void (*backward)(const Tensor& y, const Tensor& target, double scale, Tensor& dy);  ///< (5.14)

  /// Which functions run where.
  static KernelTable<ClassNLLKernels> table;
};

/// The negative log-likelihood of the true classes, from log-probabilities: L = -(1/N) Σ t y (5.13). It is the stable
/// way for a network that ends in the logarithm of softmax.
class ClassNLL : public ClassCriterion {
 public:
  std::string kind() const override { return "ClassNLL"; }
  std::unique_ptr<Criterion> fresh() const override { return std::make_unique<ClassNLL>(); }
  /// A little above 0 is left for rounding.
  ValueRange output_range() const override {
    return {.high = 0.01,
            .meaning = "a log-probability, which is at most 0",
            .hint = "for scores, use CrossEntropy; of probabilities, take the logarithm"};
  }

 private:
  void do_forward(const Tensor& y, const Tensor& target, Tensor& losses) override {
    kernels<ClassNLLKernels>(y).forward(y, target, losses);
  }
  void do_backward(const Tensor& y, const Tensor& target, double scale, Tensor& dy) override {
    kernels<ClassNLLKernels>(y).backward(y, target, scale, dy);
  }
};

}  // namespace strata
