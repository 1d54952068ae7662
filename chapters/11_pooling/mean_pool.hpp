#pragma once

#include <utility>

#include "01_tensors/kernels.hpp"
#include "11_pooling/means.hpp"
#include "11_pooling/pool.hpp"

namespace strata {

// [region kernels]
/// What a device must know to run the mean over each window: the loops. The formulas come with the Mean of means.hpp. x
/// is [N,H,W,C]; y and dy have a pixel for each window. backward gets no x and no y where the slope is constant.
template <class Mean>
struct MeanPoolKernels {
  /// (11.10), (11.17), (11.22)
  void (*forward)(const Mean&, const PoolWindows&, const Tensor& x, Tensor& y);
  /// (11.12)
  void (*backward)(const Mean&, const PoolWindows&, const Tensor& x, const Tensor& y, const Tensor& dy, Tensor& dx);

  /// Which functions run where.
  static KernelTable<MeanPoolKernels> table;
};
// [endregion kernels]

extern template struct MeanPoolKernels<ArithmeticMean>;
extern template struct MeanPoolKernels<RootMeanSquare>;
extern template struct MeanPoolKernels<PowerMean>;

/// A mean over each window (11.9). While training it keeps handles to x and y, unless the slope is constant.
template <class Mean>
class MeanPool2d : public Pool2d {
 protected:
  /// This mean, over windows that are laid by this rule.
  MeanPool2d(WindowRule rule, Mean mean) : Pool2d(rule), mean_(mean) {}

  /// The formula.
  const Mean& mean() const { return mean_; }

  /// (11.9)
  Tensor do_forward(const Tensor& x) override;
  /// (11.12)
  Tensor do_backward(const Tensor& dy, InputGradient wanted) override;

 private:
  Mean mean_;
  Tensor input_, output_;
};

extern template class MeanPool2d<ArithmeticMean>;
extern template class MeanPool2d<RootMeanSquare>;
extern template class MeanPool2d<PowerMean>;

}  // namespace strata
