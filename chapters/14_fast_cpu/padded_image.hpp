#pragma once

#include "common/index.hpp"

namespace strata::fast_cpu {

/// A part of an image with the zeros around it: rows and columns counted as in the image, so that padding has negative
/// numbers, or numbers from the height or width on.
struct Extent {
  Index row, rows;        ///< the first row, and how many
  Index column, columns;  ///< the first column, and how many

  /// How many pixels.
  constexpr Index pixels() const { return rows * columns; }
};

/// The size of one image.
struct ImageSize {
  Index height, width, channels;

  /// How many numbers.
  constexpr Index count() const { return height * width * channels; }

  /// Equal in all three.
  constexpr bool operator==(const ImageSize&) const = default;
};

}  // namespace strata::fast_cpu
