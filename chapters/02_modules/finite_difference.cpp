#include "02_modules/finite_difference.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace strata {
namespace {

// Each output is a sum of many rounded terms; 32 units in the last place cover what was seen for sums of a few
// thousand.
constexpr double rounding = 32 * std::numeric_limits<double>::epsilon();

// A straight line through the present elements of a tensor.
class Line {
 public:
  Line(Tensor& tensor, std::span<const double> direction)
      : values_(tensor.values<double>()), direction_(direction), start_(values_.begin(), values_.end()) {}

  void go_to(double t) const {
    for (std::size_t i = 0; i < start_.size(); ++i) values_[i] = start_[i] + t * direction_[i];
  }

 private:
  std::span<double> values_;
  std::span<const double> direction_;
  std::vector<double> start_;
};

}  // namespace

double FiniteDifference::step_for(double value) { return default_step * std::max(1.0, std::abs(value)); }

// L(to) - L(from), divided by to - from. The outputs are subtracted before they are summed, so that outputs which do
// not depend on the moved element cancel exactly. What is left of them is the rounding of the backward pass, which adds
// up its terms whether the output moves or not.
Slope FiniteDifference::difference(Move move, double from, double to) {
  move(to);
  const Tensor y_to = subject_.forward();
  move(from);
  const Tensor y_from = subject_.forward();
  move(0.0);
  const auto a = y_to.values<double>(), b = y_from.values<double>(), dy = std::as_const(dy_).values<double>();
  double sum = 0.0, noise = 0.0;
  for (std::size_t i = 0; i < dy.size(); ++i) {
    const double size = std::abs(dy[i]) * (std::abs(a[i]) + std::abs(b[i]));
    if (a[i] == b[i]) {
      noise += size * (to - from);
    } else {
      sum += dy[i] * (a[i] - b[i]);
      noise += size;
    }
  }
  return {sum / (to - from), rounding * noise / (to - from)};
}

// [region extrapolated]
Slope FiniteDifference::extrapolated(Move move, double step) {
  const Slope wide = difference(move, -step, step);            // (2.13)
  const Slope narrow = difference(move, -step / 2, step / 2);  // (2.13)
  const double slope = (4 * narrow.value - wide.value) / 3;    // (2.14)
  return {slope, 2 * narrow.noise, std::abs(narrow.value - wide.value), step / 2};
}
// [endregion extrapolated]

// The two slopes of (2.14) differ by about C h². Where that is a small part of the slope, what (2.14) leaves over is
// about the square of that part. Otherwise the step is too wide for the curve, or a kink lies within it.
Slope FiniteDifference::settled(Move move, double step) {
  constexpr double small_part = 1e-4;
  constexpr int most_tries = 8;
  // Where y is not a number at any step, neither is the slope, and nothing passes.
  Slope best{std::numeric_limits<double>::quiet_NaN(), 0, std::numeric_limits<double>::infinity()};
  for (int tries = 0; tries < most_tries; ++tries, step /= 4) {
    const Slope slope = extrapolated(move, step);
    if (slope.disagreement <= small_part * std::abs(slope.value) + slope.noise) return slope;
    if (slope.disagreement < best.disagreement) best = slope;
  }
  if (std::isfinite(best.value)) best.noise += best.disagreement;  // it never settled: so uncertain is the measurement
  return best;
}

Slope FiniteDifference::derivative(std::size_t slot, Index element, double part) {
  double& value = subject_.slots()[slot].value.values<double>()[static_cast<std::size_t>(element)];
  const double start = value;
  return settled([&](double t) { value = start + t; }, part * step_for(start));
}

double FiniteDifference::rounded_away(std::size_t slot, Index element, double step) {
  double& value = subject_.slots()[slot].value.values<double>()[static_cast<std::size_t>(element)];
  const double start = value, far = 64 * step_for(start);
  const auto outputs_at = [&](double t) {
    value = start + t;
    Tensor y = subject_.forward();
    value = start;
    return y;
  };
  const Tensor right = outputs_at(step), left = outputs_at(-step);
  const Tensor far_right = outputs_at(far), far_left = outputs_at(-far);
  const auto a = right.values<double>(), b = left.values<double>(), dy = std::as_const(dy_).values<double>();
  const auto c = far_right.values<double>(), d = far_left.values<double>();
  double noise = 0.0;
  for (std::size_t i = 0; i < dy.size(); ++i) {
    if (a[i] == b[i] && c[i] != d[i]) noise += std::abs(dy[i]) * (std::abs(a[i]) + std::abs(b[i]));
  }
  return rounding * noise / (2 * step);
}

FiniteDifference::Sides FiniteDifference::one_sided(std::size_t slot, Index element, double step) {
  double& value = subject_.slots()[slot].value.values<double>()[static_cast<std::size_t>(element)];
  const double start = value;
  const auto move = [&](double t) { value = start + t; };
  return {difference(move, -step, 0.0), difference(move, 0.0, step)};
}

Slope FiniteDifference::along(std::size_t slot, std::span<const double> direction) {
  const Line line(subject_.slots()[slot].value, direction);
  return settled([&](double t) { line.go_to(t); }, default_step);
}

// The slopes to both sides differ by (y(step) - 2 y(0) + y(-step)) / step in each output. Added up with signs, the
// kinks of two outputs could cancel.
FiniteDifference::Bent FiniteDifference::bent(std::size_t slot, std::span<const double> direction, double step) {
  const Line line(subject_.slots()[slot].value, direction);
  const auto output_at = [&](double t) {
    line.go_to(t);
    return subject_.forward();
  };
  const Slope slope = difference([&](double t) { line.go_to(t); }, -step, step);
  const Tensor left = output_at(-step), right = output_at(step), middle = output_at(0.0);
  double spread = 0.0;
  for (std::size_t i = 0; i < static_cast<std::size_t>(dy_.count()); ++i) {
    const auto at = [i](const Tensor& y) { return y.values<double>()[i]; };
    spread += std::abs(at(dy_) * (at(right) - 2 * at(middle) + at(left))) / (2 * step);
  }
  return {slope, spread};
}

}  // namespace strata
