#include "02_modules/finite_difference.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace strata {
namespace {

// Each output is a sum of many rounded terms; 32 units in the last place cover what was seen for sums of a few
// thousand.
constexpr double rounding = 32 * std::numeric_limits<double>::epsilon();

}  // namespace

double FiniteDifference::step_for(double value) { return default_step * std::max(1.0, std::abs(value)); }

// L(to) - L(from), divided by to - from. The outputs are subtracted before they are summed, so that outputs which do
// not depend on the moved element cancel exactly and bring no rounding.
Slope FiniteDifference::difference(Move move, double from, double to) {
  move(to);
  const Tensor y_to = subject_.forward();
  move(from);
  const Tensor y_from = subject_.forward();
  move(0.0);
  const auto a = y_to.values<double>(), b = y_from.values<double>(), dy = std::as_const(dy_).values<double>();
  double sum = 0.0, noise = 0.0;
  for (std::size_t i = 0; i < dy.size(); ++i) {
    if (a[i] == b[i]) continue;
    sum += dy[i] * (a[i] - b[i]);
    noise += std::abs(dy[i]) * (std::abs(a[i]) + std::abs(b[i]));
  }
  return {sum / (to - from), rounding * noise / (to - from)};
}

// [region extrapolated]
Slope FiniteDifference::extrapolated(Move move, double step) {
  const Slope wide = difference(move, -step, step);                // (2.13)
  const Slope narrow = difference(move, -step / 2, step / 2);      // (2.13)
  return {(4 * narrow.value - wide.value) / 3, 2 * narrow.noise};  // (2.14)
}
// [endregion extrapolated]

Slope FiniteDifference::derivative(std::size_t slot, Index element) {
  double& value = subject_.slots()[slot].value.values<double>()[static_cast<std::size_t>(element)];
  const double start = value;
  return extrapolated([&](double t) { value = start + t; }, step_for(start));
}

Slope FiniteDifference::central(std::size_t slot, Index element, double step) {
  double& value = subject_.slots()[slot].value.values<double>()[static_cast<std::size_t>(element)];
  const double start = value;
  return difference([&](double t) { value = start + t; }, -step, step);
}

FiniteDifference::Sides FiniteDifference::one_sided(std::size_t slot, Index element, double step) {
  double& value = subject_.slots()[slot].value.values<double>()[static_cast<std::size_t>(element)];
  const double start = value;
  const auto move = [&](double t) { value = start + t; };
  return {difference(move, -step, 0.0), difference(move, 0.0, step)};
}

Slope FiniteDifference::along(std::size_t slot, std::span<const double> direction) {
  const std::span<double> values = subject_.slots()[slot].value.values<double>();
  const std::vector<double> start(values.begin(), values.end());
  const auto move = [&](double t) {
    for (std::size_t i = 0; i < start.size(); ++i) values[i] = start[i] + t * direction[i];
  };
  return extrapolated(move, default_step);
}

}  // namespace strata
