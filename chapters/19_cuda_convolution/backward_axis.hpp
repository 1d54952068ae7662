#pragma once

// The backward pass of a strided convolution as convolutions with stride 1. Whole numbers only.

#include <algorithm>
#include <numeric>

#include "10_convolution/window.hpp"

namespace strata::cuda_convolution {

/// The pixels u0, u0 + s, u0 + 2s, ... of one axis, s the stride. The same taps see all of them, so that for them alone
/// the backward pass is a convolution with stride 1.
struct BackwardAxis {
  WindowAxis window;  ///< slides over dy: tap j of pixel t sees output p (19.12); `output` counts the pixels
  Index first_pixel;  ///< u0
  Index stride;       ///< s: from one of the pixels to the next
  Index first_tap;    ///< a0
  Index tap_step;     ///< τ: from one of the taps to the next

  /// (19.10)  u = u0 + s t
  constexpr Index pixel(Index t) const { return first_pixel + stride * t; }

  /// (19.11)  a = a0 + τ j
  constexpr Index tap(Index j) const { return first_tap + tap_step * j; }
};

// [region backward_axis]
/// What a window that slides along an axis of x is to the pixels from u0 on.
/// @param first_pixel  u0, from 0 to s - 1 and below the number of pixels
constexpr BackwardAxis backward_axis(const WindowAxis& forward, Index first_pixel) {
  const Index s = forward.stride, d = forward.dilation, step = s / std::gcd(s, d);
  const auto sees = [&](Index a) { return (first_pixel + forward.before - d * a) % s == 0; };
  Index first = 0;
  while (first < std::min(step, forward.kernel) && !sees(first)) ++first;
  const bool none = first == std::min(step, forward.kernel);
  const Index taps = none ? 0 : (forward.kernel - first + step - 1) / step;
  const Index pixels = (forward.input - first_pixel + s - 1) / s;
  // (19.12)  p = t + (u0 + z - d a0) / s - (d τ / s) j
  const Index shift = none ? 0 : (first_pixel + forward.before - d * first) / s;
  return {{.input = forward.output,
           .kernel = taps,
           .stride = 1,
           .dilation = -(d * step / s),
           .before = -shift,
           .after = 0,
           .output = pixels},
          first_pixel,
          s,
          first,
          step};
}
// [endregion backward_axis]

}  // namespace strata::cuda_convolution
