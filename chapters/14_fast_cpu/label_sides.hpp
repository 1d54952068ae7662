#pragma once

#include <vector>

#include "common/index.hpp"
#include "common/plot.hpp"

namespace strata::fast_cpu {

/// A point of a picture and the length of the word beside it.
struct LabelledPoint {
  double x, y;    ///< pixels, y upwards
  Index letters;  ///< of the word
};

/// On which side of its point each word stands so that it covers neither another word nor a point nor the border, as
/// far as that is possible: one after the other, and to the right where nothing speaks against it.
/// @param points  all points of the picture
/// @param width   of the space between the axes, in pixels
std::vector<Plot::Side> label_sides(const std::vector<LabelledPoint>& points, double width);

}  // namespace strata::fast_cpu
