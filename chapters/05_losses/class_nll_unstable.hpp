#pragma once

#include <memory>
#include <string>

#include "01_tensors/kernels.hpp"
#include "05_losses/class_criterion.hpp"

namespace strata {

/// What a device must know to compute ClassNLLUnstable. y and dy are [N,K], the target is labels [N] or probabilities
/// [N,K], losses are [N] in float64.
struct ClassNLLUnstableKernels {
  void (*forward)(const Tensor& y, const Tensor& target, Tensor& losses);             ///< (5.11)
  void (*backward)(const Tensor& y, const Tensor& target, double scale, Tensor& dy);  ///< (5.12)

  /// Which functions run where.
  static KernelTable<ClassNLLUnstableKernels> table;
};

/// The negative log-likelihood of the true classes, from probabilities: L = -(1/N) Σ t ln max(p, 1e-15) (5.11). It is
/// here to be seen failing: a true class with a probability below 1e-15 gets no gradient, whatever it would need. Use
/// CrossEntropy or ClassNLL.
class ClassNLLUnstable : public ClassCriterion {
 public:
  std::string kind() const override { return "ClassNLLUnstable"; }
  std::unique_ptr<Criterion> fresh() const override { return std::make_unique<ClassNLLUnstable>(); }
  ValueRange output_range() const override {
    return {.low = 0, .high = 1, .meaning = "a probability from 0 to 1", .hint = "for scores, use CrossEntropy"};
  }

 private:
  void do_forward(const Tensor& y, const Tensor& target, Tensor& losses) override {
    kernels<ClassNLLUnstableKernels>(y).forward(y, target, losses);
  }
  void do_backward(const Tensor& y, const Tensor& target, double scale, Tensor& dy) override {
    kernels<ClassNLLUnstableKernels>(y).backward(y, target, scale, dy);
  }
};

}  // namespace strata
