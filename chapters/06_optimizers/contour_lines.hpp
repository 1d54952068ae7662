#pragma once

#include <vector>

#include "common/function_ref.hpp"

/// A part of the plane.
struct Area {
  double left, right, bottom, top;
};

/// Short pieces of lines, two points each, with NaN behind each piece.
struct ContourLines {
  std::vector<double> x, y;
};

/// Where a function of the plane has one of the given heights: a piece for each cell of a grid that a line crosses.
ContourLines contour_lines(const Area& area, const std::vector<double>& levels,
                           strata::FunctionRef<double(double, double)> height);
