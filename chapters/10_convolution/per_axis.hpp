#pragma once

#include "common/index.hpp"

namespace strata {

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
