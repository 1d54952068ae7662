#include "contour_points.hpp"

namespace {

constexpr int cells = 220;  // along each axis

struct Corner {
  double x, y, height;
};

// Where the straight line from one corner to the next is at the level, if it crosses it.
void cross(const Corner& from, const Corner& to, double level, ContourPoints& points) {
  if ((from.height < level) == (to.height < level)) return;
  const double part = (level - from.height) / (to.height - from.height);
  points.x.push_back(from.x + part * (to.x - from.x));
  points.y.push_back(from.y + part * (to.y - from.y));
}

}  // namespace

ContourPoints contour_points(const Area& area, const std::vector<double>& levels,
                             strata::FunctionRef<double(double, double)> height) {
  const auto corner = [&](int column, int row) {
    const double x = area.left + (area.right - area.left) * column / cells;
    const double y = area.bottom + (area.top - area.bottom) * row / cells;
    return Corner{x, y, height(x, y)};
  };
  ContourPoints points;
  for (int row = 0; row <= cells; ++row) {
    for (int column = 0; column <= cells; ++column) {
      for (const double level : levels) {
        if (column < cells) cross(corner(column, row), corner(column + 1, row), level, points);
        if (row < cells) cross(corner(column, row), corner(column, row + 1), level, points);
      }
    }
  }
  return points;
}
