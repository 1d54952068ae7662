#include "common/plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "common/error.hpp"

namespace strata {
namespace {

template <class T>
std::vector<double> as_doubles(std::span<const T> values) {
  return {values.begin(), values.end()};
}

}  // namespace

Plot::Plot(std::string title, Axis x, Axis y) : title_(std::move(title)), x_(std::move(x)), y_(std::move(y)) {}

Plot& Plot::line(std::string_view name, std::span<const double> x, std::span<const double> y, LineStyle style) {
  return add({Kind::line, std::string(name), style, {as_doubles(x), as_doubles(y)}});
}

Plot& Plot::line(std::string_view name, std::span<const float> x, std::span<const float> y, LineStyle style) {
  return add({Kind::line, std::string(name), style, {as_doubles(x), as_doubles(y)}});
}

Plot& Plot::band(std::string_view name, std::span<const double> x, std::span<const double> low,
                 std::span<const double> high) {
  return add({Kind::band, std::string(name), {}, {as_doubles(x), as_doubles(low), as_doubles(high)}});
}

Plot& Plot::points(std::string_view name, std::span<const double> x, std::span<const double> y) {
  return add({Kind::points, std::string(name), {}, {as_doubles(x), as_doubles(y)}});
}

Plot& Plot::points(std::string_view name, std::span<const float> x, std::span<const float> y) {
  return add({Kind::points, std::string(name), {}, {as_doubles(x), as_doubles(y)}});
}

Plot& Plot::named_points(std::string_view name, std::span<const double> x, std::span<const double> y,
                         std::vector<std::string> words, Side side) {
  if (words.size() != x.size()) {
    throw Error({fmt::format("plot \"{}\", \"{}\"", title_, name),
                 fmt::format("{} points and {} words", x.size(), words.size()), "a word for each point", ""});
  }
  return add({Kind::points, std::string(name), {}, {as_doubles(x), as_doubles(y)}, std::move(words), side});
}

Plot& Plot::circle(std::string_view name, double x, double y) {
  return add({Kind::circle, std::string(name), {}, {{x}, {y}}});
}

Plot& Plot::cross(std::string_view name, double x, double y) {
  return add({Kind::cross, std::string(name), {}, {{x}, {y}}});
}

Plot& Plot::fitted_line(std::string_view name, double slope, double intercept) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const Series& series : series_) {
    if (series.kind == Kind::level || series.kind == Kind::histogram) continue;
    for (double x : series.columns[0]) {
      if (!std::isfinite(x)) continue;
      low = std::min(low, x);
      high = std::max(high, x);
    }
  }
  if (low > high) {
    throw Error({fmt::format("plot \"{}\"", title_), fmt::format("the fitted line \"{}\" alone", name),
                 "points or a line drawn before it", "they say from where to where the fitted line goes"});
  }
  constexpr int pieces = 100;  // on a logarithmic axis, a straight line is curved
  std::vector<double> x, y;
  for (int i = 0; i <= pieces; ++i) {
    x.push_back(low + (high - low) * i / pieces);
    y.push_back(slope * x.back() + intercept);
  }
  return add({Kind::line, std::string(name), {}, {std::move(x), std::move(y)}});
}

Plot& Plot::level(std::string_view name, double y) { return add({Kind::level, std::string(name), {}, {{y}}}); }

Plot& Plot::histogram(std::string_view name, std::span<const double> values, int bins) {
  if (bins < 1) throw Error({fmt::format("histogram \"{}\"", name), fmt::format("{} bins", bins), "1 or more", ""});
  std::vector<double> finite;
  std::copy_if(values.begin(), values.end(), std::back_inserter(finite), [](double v) { return std::isfinite(v); });
  if (finite.empty()) throw Error({fmt::format("histogram \"{}\"", name), "no finite value", "one or more", ""});
  const auto [low, high] = std::minmax_element(finite.begin(), finite.end());
  const double start = *low, width = *high > *low ? (*high - *low) / bins : 1.0;
  std::vector<double> centres, counts(static_cast<std::size_t>(bins)), widths(counts.size(), width);
  for (int i = 0; i < bins; ++i) centres.push_back(start + (i + 0.5) * width);
  for (double value : finite) {
    const int bin = std::min(bins - 1, static_cast<int>((value - start) / width));
    counts[static_cast<std::size_t>(bin)] += 1;
  }
  return add({Kind::histogram, std::string(name), {}, {std::move(centres), std::move(counts), std::move(widths)}});
}

Plot& Plot::histogram(std::string_view name, std::span<const float> values, int bins) {
  return histogram(name, as_doubles(values), bins);
}

Plot& Plot::log_x() { return log_x_ = true, *this; }
Plot& Plot::log_y() { return log_y_ = true, *this; }
Plot& Plot::whole_x() { return whole_x_ = true, *this; }
Plot& Plot::x_categories(std::vector<std::string> names) { return x_categories_ = std::move(names), *this; }
Plot& Plot::x_range(double low, double high) { return x_range_ = PlotRange{low, high}, *this; }
Plot& Plot::y_range(double low, double high) { return y_range_ = PlotRange{low, high}, *this; }

Plot& Plot::add(Series series) {
  for (const auto& column : series.columns) {
    if (column.size() == series.columns[0].size()) continue;
    throw Error({fmt::format("plot \"{}\", \"{}\"", title_, series.name),
                 fmt::format("columns of {} and {} numbers", series.columns[0].size(), column.size()),
                 "columns of the same length", ""});
  }
  series_.push_back(std::move(series));
  return *this;
}

}  // namespace strata
