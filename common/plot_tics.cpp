#include "common/plot_tics.hpp"

#include <fmt/format.h>

#include <cmath>

namespace strata::picture_style {
namespace {

// The smallest of 1, 2 and 5 times the powers of ten from `least` on that fits into the span at most so many times.
double round_step(double span, double most, double least) {
  for (double power = least;; power *= 10) {
    for (const double digit : {1, 2, 5}) {
      if (!(span >= most * digit * power)) return digit * power;
    }
  }
}

void append(std::string& tics, const std::string& tic) { tics += (tics.empty() ? "" : ", ") + tic; }

std::string equal_tics(PlotRange range) {
  constexpr double most = 6;
  const double span = range.high - range.low;
  if (!(span > 0)) return fmt::format("{:.12g}", range.low);
  const double step = round_step(span, most, std::pow(10, std::floor(std::log10(span / most))));
  std::string tics;
  for (double i = std::ceil(range.low / step); i * step <= range.high; ++i) {
    append(tics, fmt::format("{:.12g}", i * step));
  }
  return tics;
}

std::string decimal_tics(PlotRange range) {
  std::string tics;
  for (int exponent = static_cast<int>(std::floor(std::log10(range.low))); exponent <= std::log10(range.high);
       ++exponent) {
    for (int digit : {1, 2, 5}) append(tics, fmt::format("{}e{}", digit, exponent));
  }
  return tics;
}

}  // namespace

std::string whole_tics(char axis, PlotRange range) {
  return fmt::format("set {}tics {}\n", axis, round_step(range.high - range.low, 10, 1));
}

std::string logarithmic_axis(char axis, PlotRange range) {
  std::string text = fmt::format("set logscale {} 10\n", axis);
  if (!(range.low > 0 && range.high < 100 * range.low)) {
    // Between labels that are several powers of ten apart, small ticks would crowd together and mark nothing.
    if (range.high > 1e6 * range.low) text += fmt::format("set m{}tics 1\n", axis);
    return text + fmt::format("set format {} '10^{{%T}}'\n", axis);
  }
  const std::string tics = range.high < 5 * range.low ? equal_tics(range) : decimal_tics(range);
  return text + fmt::format("set {0}tics ({1})\nset autoscale {0}fix\n", axis, tics);
}

}  // namespace strata::picture_style
