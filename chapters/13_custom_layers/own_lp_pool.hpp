#pragma once

#include <memory>
#include <string>

#include "01_tensors/kernels.hpp"
#include "02_modules/module.hpp"

namespace strata {

// [region kernels]
/// What a device must know to run OwnLpPool. x and dx are [N,H,W,C], y and dy [N,⌊H/k⌋,⌊W/k⌋,C]; k is the window's
/// size.
struct OwnLpPoolKernels {
  void (*forward)(Index k, double p, const Tensor& x, Tensor& y);                                       ///< (13.1)
  void (*backward)(Index k, double p, const Tensor& x, const Tensor& y, const Tensor& dy, Tensor& dx);  ///< (13.5)

  /// Which functions run where.
  static KernelTable<OwnLpPoolKernels> table;
};
// [endregion kernels]

/// The power mean of windows of k × k pixels side by side (13.1): a layer written as this chapter's text tells it, from
/// the equation to the passed gradient check. For use, chapter 11's LpPool2d has all options and survives large
/// and small numbers.
class OwnLpPool : public Module {
 public:
  /// @throws Error if k is below 1 or p is not a finite number of 1 or more
  explicit OwnLpPool(Index k, double p = 2);

  std::string kind() const override { return "OwnLpPool"; }
  std::string summary() const override;
  std::unique_ptr<Module> fresh() const override { return std::make_unique<OwnLpPool>(k_, p_); }

 protected:
  /// @throws Error unless a window fits on the image. Rows and columns that are left over are not used.
  Shape do_build(const Shape& sample, Rng& rng) override;
  Tensor do_forward(const Tensor& x) override;
  Tensor do_backward(const Tensor& dy, InputGradient wanted) override;

 private:
  Index k_;
  double p_;
  Tensor input_, output_;
};

}  // namespace strata
