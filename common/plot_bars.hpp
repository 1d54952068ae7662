#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/picture.hpp"
#include "common/plot_axis.hpp"

namespace strata {

/// Bars from zero, one group per category.
///
///     BarChart chart("Accuracy by class", {"test accuracy", "%"}, class_names);
///     chart.bars("nearest mean", first).bars("softmax", second);
///     chart.write("out/03_linear/accuracy");
///
/// The legend shows from two series on. Throws Error where the axis has no quantity, there are no categories or no
/// bars, or a series has a value too few or too many.
class BarChart {
 public:
  /// `y` says what the height of a bar means; the names of the categories stand below the bars, from left to right.
  BarChart(std::string title, Axis y, std::vector<std::string> categories);

  /// One bar in every category, of the colour that the legend shows beside `name`.
  BarChart& bars(std::string_view name, std::span<const double> values);

  /// Prints each value above its bar, with this many digits behind the point.
  BarChart& value_labels(int digits);

  /// Writes `base`.png, .gp and .dat; see write_picture().
  Picture write(const std::filesystem::path& base, const std::string& gnuplot = "gnuplot") const;

 private:
  struct Series {
    std::string name;
    std::vector<double> values;
  };

  std::string commands() const;
  std::string data() const;

  std::string title_;
  Axis y_;
  std::vector<std::string> categories_;
  std::vector<Series> series_;
  int label_digits_ = -1;  // no labels
};

}  // namespace strata
