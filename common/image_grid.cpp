#include "common/image_grid.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "common/error.hpp"
#include "common/picture_style.hpp"

namespace strata {

ImageGrid::ImageGrid(std::string title, ImageGridOptions options)
    : title_(std::move(title)), options_(std::move(options)) {}

ImageGrid& ImageGrid::grey(std::string_view title, std::span<const float> pixels, Index height, Index width) {
  return add({Kind::grey, std::string(title), {pixels.begin(), pixels.end()}}, height, width);
}

ImageGrid& ImageGrid::rgb(std::string_view title, std::span<const float> pixels, Index height, Index width) {
  const auto outside = std::find_if(pixels.begin(), pixels.end(), [](float p) { return !(p >= 0 && p <= 1); });
  if (outside != pixels.end()) {
    throw Error({fmt::format("image \"{}\" of \"{}\"", title, title_), fmt::format("a colour value of {}", *outside),
                 "0 to 1", "divide bytes by 255; undo a standardisation"});
  }
  return add({Kind::rgb, std::string(title), {pixels.begin(), pixels.end()}}, height, width);
}

ImageGrid& ImageGrid::signed_values(std::string_view title, std::span<const float> values, Index height, Index width) {
  return add({Kind::signed_values, std::string(title), {values.begin(), values.end()}}, height, width);
}

ImageGrid& ImageGrid::add(Image image, Index height, Index width) {
  const std::string where = fmt::format("image \"{}\" of \"{}\"", image.title, title_);
  const Index channels = image.kind == Kind::rgb ? 3 : 1;
  if (height < 1 || width < 1 || std::ssize(image.values) != height * width * channels) {
    throw Error({where, fmt::format("{} values", image.values.size()),
                 fmt::format("height {} x width {} x {} per pixel", height, width, channels), ""});
  }
  if (!images_.empty() && (height != height_ || width != width_)) {
    throw Error({where, fmt::format("{} x {} pixels", height, width),
                 fmt::format("{} x {}, as the images before it", height_, width_), ""});
  }
  if (!std::all_of(image.values.begin(), image.values.end(), [](float v) { return std::isfinite(v); })) {
    throw Error({where, "a value that is not finite", "numbers", ""});
  }
  height_ = height;
  width_ = width;
  images_.push_back(std::move(image));
  return *this;
}

std::string ImageGrid::data() const {
  std::string text;
  for (const Image& image : images_) {
    text += fmt::format("# {}\n", picture_style::data_text(image.title));
    for (std::size_t i = 0; i < image.values.size(); ++i) {
      const Index pixel = static_cast<Index>(i) / (image.kind == Kind::rgb ? 3 : 1);
      const bool colour_starts = image.kind == Kind::rgb && i % 3 == 0;
      if (colour_starts) text += fmt::format("{} {} ", pixel % width_, pixel / width_);
      text += picture_style::number(image.values[i]);
      const bool line_ends = image.kind == Kind::rgb ? i % 3 == 2 : (pixel + 1) % width_ == 0;
      text += line_ends ? '\n' : ' ';
    }
    text += "\n\n";  // gnuplot's sign for the end of a block
  }
  return text;
}

Picture ImageGrid::write(const std::filesystem::path& base, const std::string& gnuplot) const {
  return write_picture(base, script(), data(), gnuplot);
}

}  // namespace strata
