#pragma once

#include <cmath>
#include <cstdint>
#include <string_view>
#include <utility>

#include "01_tensors/kernels.hpp"
#include "11_pooling/pool.hpp"

namespace strata {

// [region choices]
/// The largest pixel of a window wins. Of equal ones the first keeps its place; NaN wins over everything (11.4).
struct Largest {
  static constexpr std::string_view name = "MaxPool2d";  ///< for tables and messages

  /// Whether a pixel takes the place of the best one before it.
  template <class T>
  static constexpr bool beats(T pixel, T best) {
    return pixel > best || std::isnan(pixel);
  }
};

/// The smallest one wins (11.8).
struct Smallest {
  static constexpr std::string_view name = "MinPool2d";  ///< for tables and messages

  /// Whether a pixel takes the place of the best one before it.
  template <class T>
  static constexpr bool beats(T pixel, T best) {
    return pixel < best || std::isnan(pixel);
  }
};
// [endregion choices]

// [region kernels]
/// What a device must know to let one pixel of a window stand for all. x is [N,H,W,C]; y, dy and chosen have a pixel
/// for each window. chosen holds h W + w of the pixel that won, as int32.
template <class Choice>
struct ChoicePoolKernels {
  void (*forward)(const PoolWindows&, const Tensor& x, Tensor& y, Tensor* chosen);           ///< (11.4), (11.5)
  void (*backward)(const PoolWindows&, const Tensor& chosen, const Tensor& dy, Tensor& dx);  ///< (11.7)

  /// Which functions run where.
  static KernelTable<ChoicePoolKernels> table;
};
// [endregion kernels]

extern template struct ChoicePoolKernels<Largest>;
extern template struct ChoicePoolKernels<Smallest>;

/// Lets one pixel of each window pass (11.4). While training it remembers which; it never keeps the image.
template <class Choice>
class ChoicePool2d : public Pool2d {
 protected:
  /// Over windows that are laid by this rule.
  explicit ChoicePool2d(WindowRule rule) : Pool2d(rule) {}

  /// Lays the windows, and checks that positions in an image fit into int32.
  Shape do_build(const Shape& sample, Rng& rng) override;
  /// (11.4), (11.5)
  Tensor do_forward(const Tensor& x) override;
  /// (11.7)
  Tensor do_backward(const Tensor& dy, InputGradient wanted) override;

 private:
  Tensor chosen_;
};

extern template class ChoicePool2d<Largest>;
extern template class ChoicePool2d<Smallest>;

}  // namespace strata
