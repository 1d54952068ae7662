#pragma once

#include <numeric>

#include "10_convolution/window.hpp"

namespace strata::fast_cpu {

// [region axis_pass]
/// What a convolution does along one axis: result j, at coordinate result_first + j result_step, is a sum over taps,
/// and tap i is multiplied by the source at source_first + j source_step + i tap_step. Sources outside the image are
/// zeros.
struct AxisPass {
  Index result_first, result_step, results;  ///< the coordinates that are computed
  Index source_first, source_step;           ///< where the window of the first result begins, and how far it moves
  Index tap_first, tap_stride, taps;         ///< which taps of the kernel: tap_first + i tap_stride
  Index tap_step;  ///< from the source of one of these taps to that of the next; may be negative

  /// The smallest and the largest source of results [begin, end).
  constexpr Index lowest(Index begin) const {
    return source_first + begin * source_step + (tap_step < 0 && taps > 0 ? (taps - 1) * tap_step : 0);
  }
  constexpr Index highest(Index end) const {
    return source_first + (end - 1) * source_step + (tap_step > 0 && taps > 0 ? (taps - 1) * tap_step : 0);
  }
};

/// (10.3)  Output p sees pixel s p + d a - z through tap a.
constexpr AxisPass forward_pass(const WindowAxis& axis) {
  return {.result_first = 0,
          .result_step = 1,
          .results = axis.output,
          .source_first = -axis.before,
          .source_step = axis.stride,
          .tap_first = 0,
          .tap_stride = 1,
          .taps = axis.kernel,
          .tap_step = axis.dilation};
}

/// (10.12), for the pixels u with (u + z) mod s = phase. These see through every tap a with d a mod s = phase, and
/// through no other; u + z = s j + phase and d a = s e + phase give the output p = j - e. One of `stride` passes.
constexpr AxisPass backward_pass(const WindowAxis& axis, Index phase) {
  const Index s = axis.stride, common = std::gcd(axis.dilation, s);
  Index first = 0;
  while (first < axis.kernel && (axis.dilation * first) % s != phase) ++first;
  const Index tap_stride = s / common;
  // The pixels u = s j + phase - z that lie in the image: from the first j to the last.
  const Index shift = phase - axis.before;
  const Index first_j = shift >= 0 ? 0 : (-shift + s - 1) / s;
  const Index last_j = axis.input - 1 - shift < 0 ? -1 : (axis.input - 1 - shift) / s;
  const Index first_shift = first < axis.kernel ? (axis.dilation * first - phase) / s : 0;
  return {.result_first = s * first_j + shift,
          .result_step = s,
          .results = last_j - first_j + 1 > 0 ? last_j - first_j + 1 : 0,
          .source_first = first_j - first_shift,
          .source_step = 1,
          .tap_first = first,
          .tap_stride = tap_stride,
          .taps = first < axis.kernel ? (axis.kernel - first + tap_stride - 1) / tap_stride : 0,
          .tap_step = -(axis.dilation * tap_stride / s)};
}
// [endregion axis_pass]

}  // namespace strata::fast_cpu
