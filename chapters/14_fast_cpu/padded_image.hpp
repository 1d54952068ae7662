#pragma once

#include <algorithm>

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
};

// [region padded]
/// Copies a part of an image [H,W,C] to [rows, columns, C], with zeros where there is no image: the loops that read it
/// need not ask whether a tap sees padding.
template <class T>
void copy_padded(const T* image, const ImageSize& size, const Extent& part, T* to) {
  const Index row_length = part.columns * size.channels;
  const Index first = std::clamp<Index>(part.column, 0, size.width);
  const Index last = std::clamp<Index>(part.column + part.columns, first, size.width);
  const Index left = (first - part.column) * size.channels, length = (last - first) * size.channels;
  for (Index row = part.row; row < part.row + part.rows; ++row, to += row_length) {
    if (row < 0 || row >= size.height) {
      std::fill_n(to, row_length, T(0));
      continue;
    }
    std::fill_n(to, left, T(0));
    std::copy_n(image + (row * size.width + first) * size.channels, length, to + left);
    std::fill_n(to + left + length, row_length - left - length, T(0));
  }
}
// [endregion padded]

}  // namespace strata::fast_cpu
