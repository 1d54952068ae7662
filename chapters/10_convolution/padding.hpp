#pragma once

#include <string>

#include "10_convolution/per_axis.hpp"
#include "common/index.hpp"

namespace strata {

/// Zeros at the two ends of one axis of an image.
struct AxisPadding {
  Index before;  ///< above the first row, or left of the first column
  Index after;   ///< below the last row, or right of the last column

  /// Equal in both.
  constexpr bool operator==(const AxisPadding&) const = default;
};

/// How many zeros are put around an image.
class Padding {
 public:
  /// @{
  /// None: the window stays inside the image (10.6).
  Padding() = default;
  static Padding valid() { return {}; }
  /// @}

  /// So many zeros that the output has ⌈input / stride⌉ pixels (10.7): with stride 1, as many as the input. If their
  /// number is odd, one more goes below and to the right, as in PyTorch, which has this for stride 1 only.
  static Padding same() { return Padding(Kind::same); }

  /// d (k - 1) at each side: every position at which the window covers at least one pixel (10.8).
  static Padding full() { return Padding(Kind::full); }

  /// @{
  /// A given number of zeros: at all four sides; at top and bottom, and left and right; at each end of each axis.
  /// @throws Error if one is negative
  Padding(Index all);          // NOLINT(google-explicit-constructor)
  Padding(PerAxis both_ends);  // NOLINT(google-explicit-constructor)
  Padding(AxisPadding height, AxisPadding width);
  /// @}

  /// @{
  /// The zeros at both ends of the rows or the columns, for an image of this size and such a window.
  AxisPadding of_height(Index input, Index kernel, Index stride, Index dilation) const;
  AxisPadding of_width(Index input, Index kernel, Index stride, Index dilation) const;
  /// @}

  /// "same padding", "padding 1", "padding top 0, bottom 1, left 0, right 1"; empty for none.
  std::string summary() const;

 private:
  enum class Kind { given, same, full };

  explicit Padding(Kind kind) : kind_(kind) {}

  AxisPadding of_axis(AxisPadding given, Index input, Index kernel, Index stride, Index dilation) const;

  Kind kind_ = Kind::given;
  AxisPadding height_{0, 0};
  AxisPadding width_{0, 0};
};

}  // namespace strata
