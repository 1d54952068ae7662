#pragma once

#include <memory>
#include <string>

#include "11_pooling/average_pool.hpp"

namespace strata {

/// The power, how windows lie on an image, and what a mean divides by.
struct LpPoolOptions {
  double p = 2.0;                   ///< finite, 1 or more
  std::optional<PerAxis> stride{};  ///< from one window to the next; without, the window's size: side by side
  PerAxis padding = 0;              ///< rows and columns of zeros around the image; at most half a window
  bool ceil_mode = false;           ///< one window more for rows that are left over, instead of leaving them out (11.2)
  bool count_padding = true;        ///< divide by the pixels of the padding, too

  /// The part that does not concern means.
  PoolOptions windows() const { return {.stride = stride, .padding = padding, .ceil_mode = ceil_mode}; }
};

/// The power mean of each window, y = ((Σ |x|^p) / M)^(1/p) (11.13). Where a window is 0 all over, the gradient is 0.
/// PyTorch's LPPool2d is (Σ x^p)^(1/p): a sum in place of the mean, and without the size |x|. In float32 the gradient
/// loses digits as p grows, since (11.14) multiplies the rounding of y by p: at 10,000 it has three left.
class LpPool2d : public MeanPool2d<PowerMean> {
 public:
  /// LpPool2d(2, {.p = 1.5}). @throws Error as WindowRule::sliding does, and unless p is finite and 1 or more
  explicit LpPool2d(PerAxis kernel, const LpPoolOptions& options = {})
      : LpPool2d(WindowRule::sliding("LpPool2d", kernel, options.windows(), options.count_padding), options.p) {}
  /// Windows that another layer had.
  LpPool2d(const WindowRule& rule, double p);

  std::string kind() const override { return "LpPool2d"; }
  std::unique_ptr<Module> fresh() const override { return std::make_unique<LpPool2d>(rule(), mean().p); }

 protected:
  std::string more_options() const override;
};

/// The root mean square of each window, y = √((Σ x²) / M + 10⁻⁶) (11.22): LpPool2d with p = 2, but smooth where the
/// window is 0 all over.
class L2Pool2d : public MeanPool2d<RootMeanSquare> {
 public:
  /// L2Pool2d(2). @throws Error as WindowRule::sliding does
  explicit L2Pool2d(PerAxis kernel, const MeanPoolOptions& options = {})
      : L2Pool2d(WindowRule::sliding("L2Pool2d", kernel, options.windows(), options.count_padding)) {}
  /// Windows that another layer had.
  explicit L2Pool2d(const WindowRule& rule) : MeanPool2d(rule, {}) {}

  std::string kind() const override { return "L2Pool2d"; }
  std::unique_ptr<Module> fresh() const override { return std::make_unique<L2Pool2d>(rule()); }
};

}  // namespace strata
