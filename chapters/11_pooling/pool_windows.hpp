#pragma once

#include <algorithm>

#include "common/index.hpp"

namespace strata {

// [region axis]
/// The windows along one axis: of which inputs an output is made, and to which outputs an input goes. Whole numbers
/// only, so that the kernels of any device can call it.
struct PoolAxis {
  Index input;      ///< how many rows or columns come in
  Index output;     ///< how many windows there are
  Index kernel;     ///< how long a window is
  Index stride;     ///< from the beginning of one window to that of the next
  Index padding;    ///< how many rows that are not there stand before the first and behind the last
  bool adaptive{};  ///< windows that divide the axis as evenly as they can (11.25); kernel, stride, padding are unused

  /// The first input of a window, padding left out: (11.1), (11.25).
  constexpr Index begin(Index o) const {
    return adaptive ? o * input / output : std::max<Index>(0, o * stride - padding);
  }

  /// One past its last input.
  constexpr Index end(Index o) const {
    return adaptive ? ((o + 1) * input + output - 1) / output : std::min(input, o * stride - padding + kernel);
  }

  /// How many pixels of the image and of its padding the window covers. A window of ceil mode may reach beyond the
  /// padding behind the last pixel; what it covers there is not counted.
  constexpr Index padded_length(Index o) const {
    return adaptive ? end(o) - begin(o) : std::min(kernel, input + 2 * padding - o * stride);
  }

  /// The first window with this input in it: (11.3), (11.27).
  constexpr Index first_window(Index i) const {
    if (adaptive) return i * output / input;
    return i + padding < kernel ? 0 : (i + padding - kernel) / stride + 1;
  }

  /// One past the last window with this input in it. Not above first_window() if there is none.
  constexpr Index end_window(Index i) const {
    if (adaptive) return ((i + 1) * output + input - 1) / input;
    return std::min(output, (i + padding) / stride + 1);
  }
};
// [endregion axis]

/// The windows over an image: every window of rows crossed with every window of columns.
struct PoolWindows {
  PoolAxis rows;         ///< along H
  PoolAxis columns;      ///< along W
  bool count_padding{};  ///< whether a mean counts pixels of the padding, as zeros

  /// By how many pixels the mean over a window divides: M of (11.10).
  constexpr Index size(Index row, Index column) const {
    if (count_padding) return rows.padded_length(row) * columns.padded_length(column);
    return (rows.end(row) - rows.begin(row)) * (columns.end(column) - columns.begin(column));
  }
};

}  // namespace strata
