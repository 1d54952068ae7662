#include "14_fast_cpu/label_sides.hpp"

#include <cmath>

namespace strata::fast_cpu {
namespace {

// The space of a word, in pixels.
struct WordBox {
  double x, y;                         // its middle
  double half_width, half_height = 6;  // letters of 9 points

  bool overlaps(const WordBox& other) const {
    return std::abs(x - other.x) < half_width + other.half_width &&
           std::abs(y - other.y) < half_height + other.half_height;
  }
};

WordBox box_of(const LabelledPoint& point, Plot::Side side) {
  constexpr double letter = 6.5, beside = 5, beyond = 12;
  const double half = letter * static_cast<double>(point.letters) / 2;
  switch (side) {
    case Plot::Side::right:
      return {point.x + beside + half, point.y, half};
    case Plot::Side::left:
      return {point.x - beside - half, point.y, half};
    case Plot::Side::above:
      return {point.x, point.y + beyond, half};
    case Plot::Side::below:
      return {point.x, point.y - beyond, half};
  }
  return {};
}

}  // namespace

std::vector<Plot::Side> label_sides(const std::vector<LabelledPoint>& points, double width) {
  std::vector<WordBox> placed;
  std::vector<Plot::Side> sides;
  for (const LabelledPoint& point : points) {
    int fewest = 1 << 30;
    WordBox best{};
    Plot::Side chosen = Plot::Side::right;
    for (const Plot::Side side : {Plot::Side::right, Plot::Side::left, Plot::Side::above, Plot::Side::below}) {
      const WordBox box = box_of(point, side);
      int covered = box.x - box.half_width < 0 || box.x + box.half_width > width ? 1 : 0;
      for (const WordBox& other : placed) covered += box.overlaps(other) ? 1 : 0;
      for (const LabelledPoint& other : points) {
        covered += &other != &point && box.overlaps({other.x, other.y, 3, 3}) ? 1 : 0;
      }
      if (covered >= fewest) continue;
      fewest = covered;
      best = box;
      chosen = side;
    }
    placed.push_back(best);
    sides.push_back(chosen);
  }
  return sides;
}

}  // namespace strata::fast_cpu
