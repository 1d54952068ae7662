#pragma once

#include <memory>
#include <string>

#include "01_tensors/kernels.hpp"
#include "05_losses/class_criterion.hpp"

namespace strata {

/// What a device must know to compute CrossEntropy. y and dy are [N,K], the target is labels [N] or probabilities
/// [N,K], losses are [N] in float64.
struct CrossEntropyKernels {
  void (*forward)(const Tensor& y, const Tensor& target, Tensor& losses);             ///< (5.16)
  void (*backward)(const Tensor& y, const Tensor& target, double scale, Tensor& dy);  ///< (5.17)

  /// Which functions run where.
  static KernelTable<CrossEntropyKernels> table;
};

/// The negative log-likelihood of the true classes, from scores: softmax and logarithm are taken together, so that
/// scores of any size give a finite loss and a gradient that points the right way. L = -(1/N) Σ t ln p (5.16).
class CrossEntropy : public ClassCriterion {
 public:
  std::string kind() const override { return "CrossEntropy"; }
  std::unique_ptr<Criterion> fresh() const override { return std::make_unique<CrossEntropy>(); }

 private:
  void do_forward(const Tensor& y, const Tensor& target, Tensor& losses) override {
    kernels<CrossEntropyKernels>(y).forward(y, target, losses);
  }
  void do_backward(const Tensor& y, const Tensor& target, double scale, Tensor& dy) override {
    kernels<CrossEntropyKernels>(y).backward(y, target, scale, dy);
  }
};

}  // namespace strata
