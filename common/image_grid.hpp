#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/index.hpp"
#include "common/picture.hpp"
#include "common/plot_axis.hpp"

namespace strata {

/// How a grid of images is laid out.
struct ImageGridOptions {
  int columns = 0;             ///< images side by side; 0 chooses
  Axis value = {"value", ""};  ///< what the colours of signed images mean; stands at the colour bar
};

/// Images side by side, each with a title above it; pixels stay sharp squares.
///
///     ImageGrid grid("Class means");
///     for (...) grid.grey(class_name, mean, 28, 28);
///     grid.write("out/01_tensors/class_means");
///
/// All images of a grid have the same height and width, and rows of pixels run from the top. Throws Error where a size
/// does not fit, a value is not finite, or there is no image.
class ImageGrid {
 public:
  /// An empty grid; `title` stands above all of its images.
  explicit ImageGrid(std::string title, ImageGridOptions options = {});

  /// A grey image. The smallest value of all grey images of the grid is black, the largest white.
  ImageGrid& grey(std::string_view title, std::span<const float> pixels, Index height, Index width);

  /// A colour image, red, green and blue of each pixel together (HWC), each from 0 to 1.
  ImageGrid& rgb(std::string_view title, std::span<const float> pixels, Index height, Index width);

  /// Values of both signs, such as weights: blue below zero, white at zero, red above; one scale for the whole grid,
  /// shown by a colour bar, which begins at zero where nothing is below.
  ImageGrid& signed_values(std::string_view title, std::span<const float> values, Index height, Index width);

  /// Writes `base`.png, .gp and .dat; see write_picture().
  Picture write(const std::filesystem::path& base, const std::string& gnuplot = "gnuplot") const;

 private:
  enum class Kind { grey, rgb, signed_values };
  struct Image {
    Kind kind;
    std::string title;
    std::vector<float> values;
  };

  ImageGrid& add(Image image, Index height, Index width);
  PictureScript script() const;
  std::string data() const;

  std::string title_;
  ImageGridOptions options_;
  Index height_ = 0, width_ = 0;
  std::vector<Image> images_;
};

}  // namespace strata
