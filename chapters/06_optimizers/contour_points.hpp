#pragma once

#include <vector>

#include "common/function_ref.hpp"

/// A part of the plane.
struct Area {
  double left, right, bottom, top;
};

/// Points close to one another.
struct ContourPoints {
  std::vector<double> x, y;
};

/// Where a function of the plane has one of the given heights: points on the lines of a grid of the area.
ContourPoints contour_points(const Area& area, const std::vector<double>& levels,
                             strata::FunctionRef<double(double, double)> height);
