#pragma once

#include <string_view>

#include "10_convolution/padding.hpp"
#include "10_convolution/per_axis.hpp"
#include "common/index.hpp"

namespace strata {

/// A window that slides along one axis of an image. Plain numbers, for kernels of every device.
struct WindowAxis {
  Index input;     ///< H or W: how many pixels there are
  Index kernel;    ///< k: how many taps the window has
  Index stride;    ///< s: how far it moves from one output to the next
  Index dilation;  ///< d: how far one tap is from the next
  Index before;    ///< z: zeros before the first pixel
  Index after;     ///< z': zeros after the last pixel
  Index output;    ///< how many positions it has (10.5)

  // [region axis]
  /// (10.3)  u = s p + d a - z: which pixel tap a of output p sees. Outside [0, input) it is a zero of the padding.
  constexpr Index pixel(Index p, Index a) const { return stride * p + dilation * a - before; }

  /// Whether there is a pixel at u, and not padding.
  constexpr bool inside(Index u) const { return u >= 0 && u < input; }

  /// The output that sees pixel u through tap a (10.12), or -1 if there is none.
  constexpr Index seen_by(Index u, Index a) const {
    const Index distance = u + before - dilation * a;  // = s p
    if (distance < 0 || distance % stride != 0) return -1;
    const Index p = distance / stride;
    return p < output ? p : -1;
  }
  // [endregion axis]

  /// Whether some tap of output p sees padding.
  constexpr bool leaves_input(Index p) const { return !inside(pixel(p, 0)) || !inside(pixel(p, kernel - 1)); }

  /// Equal in all.
  constexpr bool operator==(const WindowAxis&) const = default;
};

/// A window that slides over an image, as that of a convolution does.
struct Window {
  WindowAxis rows;     ///< down the image
  WindowAxis columns;  ///< along each row

  /// How many positions it has.
  constexpr Index positions() const { return rows.output * columns.output; }

  /// How many taps it has.
  constexpr Index taps() const { return rows.kernel * columns.kernel; }

  /// Whether the window at output row p and column q shows padding.
  constexpr bool leaves_image(Index p, Index q) const { return rows.leaves_input(p) || columns.leaves_input(q); }

  /// True if every position sees one pixel, in order: then the patches of an image are its pixels.
  constexpr bool is_single_pixels() const {
    return taps() == 1 && rows.output == rows.input && columns.output == columns.input && rows.before == 0 &&
           columns.before == 0 && rows.stride == 1 && columns.stride == 1;
  }

  /// Equal in both.
  constexpr bool operator==(const Window&) const = default;
};

/// How a window slides.
struct WindowOptions {
  PerAxis kernel;     ///< taps
  PerAxis stride;     ///< pixels from one position to the next
  PerAxis dilation;   ///< pixels from one tap to the next
  Padding padding{};  ///< zeros around the image
};

/// @throws Error with `where` unless kernel, stride and dilation are 1 or more
void expect_valid_window(const WindowOptions& options, std::string_view where);

/// The window on an image of this size, with the output size (10.5).
/// @throws Error with `where` if the window is larger than the padded image
Window make_window(const WindowOptions& options, PerAxis image, std::string_view where);

}  // namespace strata
