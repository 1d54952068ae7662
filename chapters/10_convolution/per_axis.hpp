#pragma once

#include "common/index.hpp"

namespace strata {

/// The largest window, stride, dilation or padding along an axis: products of two such numbers still fit into an Index.
constexpr Index most_pixels = Index{1} << 30;

/// One number for the rows of an image and one for its columns. A single number stands for both: 3 is {3, 3}.
struct PerAxis {
  Index height;  ///< down the rows
  Index width;   ///< along the columns

  /// The same number twice.
  constexpr PerAxis(Index both) : height(both), width(both) {}  // NOLINT(google-explicit-constructor)

  /// Two numbers, rows first.
  constexpr PerAxis(Index height_first, Index width_second) : height(height_first), width(width_second) {}

  /// Equal in both.
  constexpr bool operator==(const PerAxis&) const = default;
};

}  // namespace strata
