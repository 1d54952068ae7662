#include "10_convolution/window.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "common/error.hpp"

namespace strata {
namespace {

void expect_at_least_one(PerAxis value, std::string_view what, std::string_view where) {
  const Index least = std::min(value.height, value.width), most = std::max(value.height, value.width);
  if (least < 1) {
    throw Error({std::string(where), fmt::format("{} {}", what, least), "1 or more",
                 what == "a stride of" ? "a stride of 1 moves the window from each pixel to the next" : ""});
  }
  if (most > most_pixels) {
    throw Error({std::string(where), fmt::format("{} {}", what, most), fmt::format("{} or less", most_pixels), ""});
  }
}

// [region size]
// (10.5)  output = ⌊(input + z + z' - d (k - 1) - 1) / s⌋ + 1
WindowAxis make_axis(Index input, Index kernel, Index stride, Index dilation, AxisPadding zeros) {
  const Index padded = input + zeros.before + zeros.after;
  const Index spare = padded - dilation * (kernel - 1) - 1;  // how far the window can move
  const Index output = spare < 0 ? 0 : spare / stride + 1;
  return {input, kernel, stride, dilation, zeros.before, zeros.after, output};
}
// [endregion size]

std::string height_by_width(Index height, Index width) { return fmt::format("{}x{}", height, width); }

Index with_padding(const WindowAxis& axis) { return axis.input + axis.before + axis.after; }

Index dilated_size(const WindowAxis& axis) { return axis.dilation * (axis.kernel - 1) + 1; }

void expect_room(const Window& window, std::string_view where) {
  const auto& [rows, columns] = window;
  if (rows.output > 0 && columns.output > 0) return;
  const std::string kernel = height_by_width(rows.kernel, columns.kernel),
                    dilated = height_by_width(dilated_size(rows), dilated_size(columns)),
                    image = height_by_width(rows.input, columns.input),
                    with_zeros = height_by_width(with_padding(rows), with_padding(columns));
  throw Error({std::string(where),
               fmt::format("a kernel of {}{} on an image of {}{}", kernel,
                           dilated == kernel ? "" : ", dilated to " + dilated + ",", image,
                           with_zeros == image ? "" : ", padded to " + with_zeros),
               "a kernel that fits into the padded image",
               "take Padding::same(), a smaller kernel, or fewer strides before this layer"});
}

}  // namespace

void expect_valid_window(const WindowOptions& options, std::string_view where) {
  expect_at_least_one(options.kernel, "a kernel of size", where);
  expect_at_least_one(options.stride, "a stride of", where);
  expect_at_least_one(options.dilation, "a dilation of", where);
}

Window make_window(const WindowOptions& options, PerAxis image, std::string_view where) {
  const auto& [kernel, stride, dilation, padding] = options;
  const Window window{make_axis(image.height, kernel.height, stride.height, dilation.height,
                                padding.of_height(image.height, kernel.height, stride.height, dilation.height)),
                      make_axis(image.width, kernel.width, stride.width, dilation.width,
                                padding.of_width(image.width, kernel.width, stride.width, dilation.width))};
  expect_room(window, where);
  return window;
}

}  // namespace strata
