#pragma once

#include <memory>
#include <string>

#include "11_pooling/mean_pool.hpp"

namespace strata {

/// How windows lie on an image, and what a mean divides by.
struct MeanPoolOptions {
  std::optional<PerAxis> stride{};  ///< from one window to the next; without, the window's size: side by side
  PerAxis padding = 0;              ///< rows and columns of zeros around the image; at most half a window
  bool ceil_mode = false;           ///< one window more for rows that are left over, instead of leaving them out (11.2)
  bool count_padding = true;        ///< divide by the pixels of the padding, too; PyTorch's count_include_pad

  /// The part that does not concern means.
  PoolOptions windows() const { return {.stride = stride, .padding = padding, .ceil_mode = ceil_mode}; }
};

/// The mean of each window (11.10).
class AveragePool2d : public MeanPool2d<ArithmeticMean> {
 public:
  /// AveragePool2d(2). @throws Error as WindowRule::sliding does
  explicit AveragePool2d(PerAxis kernel, const MeanPoolOptions& options = {})
      : AveragePool2d(WindowRule::sliding("AveragePool2d", kernel, options.windows(), options.count_padding)) {}
  /// Windows that another layer had.
  explicit AveragePool2d(const WindowRule& rule) : MeanPool2d(rule, {}) {}

  std::string kind() const override { return "AveragePool2d"; }
  std::unique_ptr<Module> fresh() const override { return std::make_unique<AveragePool2d>(rule()); }
};

/// Means over windows that divide an image of any size into a given number of rows and columns (11.25). They overlap
/// where the sizes do not divide each other.
class AdaptiveAveragePool2d : public MeanPool2d<ArithmeticMean> {
 public:
  /// AdaptiveAveragePool2d(4): 4 × 4 outputs per channel. @throws Error as WindowRule::adaptive does
  explicit AdaptiveAveragePool2d(PerAxis output)
      : AdaptiveAveragePool2d(WindowRule::adaptive("AdaptiveAveragePool2d", output)) {}
  /// Windows that another layer had.
  explicit AdaptiveAveragePool2d(const WindowRule& rule) : MeanPool2d(rule, {}) {}

  std::string kind() const override { return "AdaptiveAveragePool2d"; }
  std::unique_ptr<Module> fresh() const override { return std::make_unique<AdaptiveAveragePool2d>(rule()); }
};

/// The mean of each channel: [N,H,W,C] -> [N,C].
class GlobalAveragePool2d : public MeanPool2d<ArithmeticMean> {
 public:
  GlobalAveragePool2d() : MeanPool2d(WindowRule::global(), {}) {}

  std::string kind() const override { return "GlobalAveragePool2d"; }
  std::unique_ptr<Module> fresh() const override { return std::make_unique<GlobalAveragePool2d>(); }
};

}  // namespace strata
