#pragma once

#include <memory>
#include <string>

#include "01_tensors/kernels.hpp"
#include "05_losses/entry_criterion.hpp"

namespace strata {

/// What a device must know to compute the mean absolute error. y, target and dy are [N, ...], losses [N] in float64.
struct MeanAbsoluteErrorKernels {
  void (*forward)(const Tensor& y, const Tensor& target, Tensor& losses);             ///< (5.7)
  void (*backward)(const Tensor& y, const Tensor& target, double scale, Tensor& dy);  ///< (5.8)

  /// Which functions run where.
  static KernelTable<MeanAbsoluteErrorKernels> table;
};

/// The sizes of all differences, divided by the number of entries: L = (1/D) Σ |y - t| (5.7). Targets have y's shape.
/// Where y equals t the loss has a kink, and the gradient is 0.
class MeanAbsoluteError : public EntryCriterion {
 public:
  std::string kind() const override { return "MeanAbsoluteError"; }
  std::unique_ptr<Criterion> fresh() const override { return std::make_unique<MeanAbsoluteError>(); }

 private:
  void do_forward(const Tensor& y, const Tensor& target, Tensor& losses) override {
    kernels<MeanAbsoluteErrorKernels>(y).forward(y, target, losses);
  }
  void do_backward(const Tensor& y, const Tensor& target, double scale, Tensor& dy) override {
    kernels<MeanAbsoluteErrorKernels>(y).backward(y, target, scale, dy);
  }
};

}  // namespace strata
