#pragma once

#include <memory>
#include <string>

#include "01_tensors/kernels.hpp"
#include "05_losses/entry_criterion.hpp"

namespace strata {

// [region class]
/// What a device must know to compute the mean squared error. y, target and dy are [N, ...], losses [N] in float64.
struct MeanSquaredErrorKernels {
  void (*forward)(const Tensor& y, const Tensor& target, Tensor& losses);             ///< (5.5)
  void (*backward)(const Tensor& y, const Tensor& target, double scale, Tensor& dy);  ///< (5.6)

  /// Which functions run where.
  static KernelTable<MeanSquaredErrorKernels> table;
};

/// The squares of all differences, divided by the number of entries: L = (1/D) Σ (y - t)² (5.5). Targets have y's
/// shape.
class MeanSquaredError : public EntryCriterion {
 public:
  std::string kind() const override { return "MeanSquaredError"; }
  std::unique_ptr<Criterion> fresh() const override { return std::make_unique<MeanSquaredError>(); }

 private:
  void do_forward(const Tensor& y, const Tensor& target, Tensor& losses) override {
    kernels<MeanSquaredErrorKernels>(y).forward(y, target, losses);
  }
  void do_backward(const Tensor& y, const Tensor& target, double scale, Tensor& dy) override {
    kernels<MeanSquaredErrorKernels>(y).backward(y, target, scale, dy);
  }
};
// [endregion class]

}  // namespace strata
