#include "10_convolution/padding.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/error.hpp"

namespace strata {

Padding::Padding(Index all) : Padding(PerAxis(all)) {}

Padding::Padding(PerAxis both_ends)
    : Padding({both_ends.height, both_ends.height}, {both_ends.width, both_ends.width}) {}

Padding::Padding(AxisPadding height, AxisPadding width) : height_(height), width_(width) {
  const auto [least, most] = std::minmax({height.before, height.after, width.before, width.after});
  if (least < 0) {
    throw Error({"padding", fmt::format("{} zeros", least), "0 or more", "to cut off a border, slice the image"});
  }
  if (most > most_pixels) {
    throw Error({"padding", fmt::format("{} zeros", most), fmt::format("{} or less", most_pixels), ""});
  }
}

// [region of_axis]
AxisPadding Padding::of_axis(AxisPadding given, Index input, Index kernel, Index stride, Index dilation) const {
  const Index reach = dilation * (kernel - 1);     // from the first tap to the last
  if (kind_ == Kind::full) return {reach, reach};  // (10.8)
  if (kind_ == Kind::given) return given;
  const Index output = (input + stride - 1) / stride;
  const Index total = std::max<Index>(0, stride * (output - 1) + reach + 1 - input);  // (10.7)
  return {total / 2, total - total / 2};
}
// [endregion of_axis]

AxisPadding Padding::of_height(Index input, Index kernel, Index stride, Index dilation) const {
  return of_axis(height_, input, kernel, stride, dilation);
}

AxisPadding Padding::of_width(Index input, Index kernel, Index stride, Index dilation) const {
  return of_axis(width_, input, kernel, stride, dilation);
}

std::string Padding::summary() const {
  if (kind_ == Kind::same) return "same padding";
  if (kind_ == Kind::full) return "full padding";
  if (height_ == AxisPadding{0, 0} && width_ == height_) return "";
  if (height_.before != height_.after || width_.before != width_.after) {
    return fmt::format("padding top {}, bottom {}, left {}, right {}", height_.before, height_.after, width_.before,
                       width_.after);
  }
  if (height_ == width_) return fmt::format("padding {}", height_.before);
  return fmt::format("padding {}x{}", height_.before, width_.before);
}

}  // namespace strata
