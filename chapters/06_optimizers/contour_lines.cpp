#include "contour_lines.hpp"

#include <array>
#include <limits>

namespace {

constexpr int cells = 160;  // along each axis

struct Corner {
  double x, y, height;
};

// Where the sides of a cell cross the level: none, two, or four of them around a saddle.
void cross_cell(const std::array<Corner, 4>& corners, double level, ContourLines& lines) {
  constexpr double gap = std::numeric_limits<double>::quiet_NaN();
  bool open = false;
  for (std::size_t side = 0; side < corners.size(); ++side) {
    const Corner &from = corners[side], &to = corners[(side + 1) % corners.size()];
    if ((from.height < level) == (to.height < level)) continue;
    const double part = (level - from.height) / (to.height - from.height);
    lines.x.push_back(from.x + part * (to.x - from.x));
    lines.y.push_back(from.y + part * (to.y - from.y));
    open = !open;
    if (open) continue;
    lines.x.push_back(gap);
    lines.y.push_back(gap);
  }
}

}  // namespace

ContourLines contour_lines(const Area& area, const std::vector<double>& levels,
                           strata::FunctionRef<double(double, double)> height) {
  const auto corner = [&](int column, int row) {
    const double x = area.left + (area.right - area.left) * column / cells;
    const double y = area.bottom + (area.top - area.bottom) * row / cells;
    return Corner{x, y, height(x, y)};
  };
  ContourLines lines;
  for (int row = 0; row < cells; ++row) {
    for (int column = 0; column < cells; ++column) {
      const std::array<Corner, 4> corners{corner(column, row), corner(column + 1, row), corner(column + 1, row + 1),
                                          corner(column, row + 1)};
      for (const double level : levels) cross_cell(corners, level, lines);
    }
  }
  return lines;
}
