#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/picture.hpp"
#include "common/plot_axis.hpp"

namespace strata {

/// How a line is drawn.
struct LineStyle {
  bool markers = false;  ///< a marker at every point
  bool dashed = false;   ///< dashes instead of a solid line
  bool pale = false;     ///< thin and grey, below everything else, such as a line of equal height
};

/// A plot of numbers against numbers: lines, error bands, points, histograms, in any mixture.
///
///     Plot plot("Loss while training", {"step", ""}, {"cross-entropy", "nats"});
///     plot.line("train", steps, losses);
///     Picture picture = plot.write("out/03_linear/loss");
///
/// Whatever shares a name shares a colour and one entry in the legend, which stands above the axes and shows from two
/// names on. A value that is not finite leaves a gap. Throws Error where an axis has no quantity, two columns differ in
/// length, or nothing was drawn.
class Plot {
 public:
  /// An empty plot; the axes' labels are made of quantity and unit.
  Plot(std::string title, Axis x, Axis y);

  /// @{
  /// Points joined by straight lines.
  Plot& line(std::string_view name, std::span<const double> x, std::span<const double> y, LineStyle style = {});
  Plot& line(std::string_view name, std::span<const float> x, std::span<const float> y, LineStyle style = {});
  /// @}

  /// A pale band from `low` to `high`: an error or a range over several runs.
  Plot& band(std::string_view name, std::span<const double> x, std::span<const double> low,
             std::span<const double> high);

  /// @{
  /// Single points.
  Plot& points(std::string_view name, std::span<const double> x, std::span<const double> y);
  Plot& points(std::string_view name, std::span<const float> x, std::span<const float> y);
  /// @}

  /// On which side of its point a word stands.
  enum class Side { right, left, above, below };

  /// Single points with a word beside each. Throws Error unless there are as many words as points.
  Plot& named_points(std::string_view name, std::span<const double> x, std::span<const double> y,
                     std::vector<std::string> words, Side side = Side::right);

  /// @{
  /// One black mark, such as where a path begins and where it should end.
  Plot& circle(std::string_view name, double x, double y);
  Plot& cross(std::string_view name, double x, double y);
  /// @}

  /// The straight line y = slope x + intercept, from the smallest to the largest x of what was drawn before it.
  Plot& fitted_line(std::string_view name, double slope, double intercept);

  /// A dashed grey horizontal line, from the first x to the last: a level to compare with.
  Plot& level(std::string_view name, double y);

  /// @{
  /// Counts of `values` in bins of equal width between the smallest and the largest finite value. The y axis is the
  /// count.
  Plot& histogram(std::string_view name, std::span<const double> values, int bins = 40);
  Plot& histogram(std::string_view name, std::span<const float> values, int bins = 40);
  /// @}

  /// @{
  /// A logarithmic axis. Values that are not positive leave a gap.
  Plot& log_x();
  Plot& log_y();
  /// @}

  /// Numbers along the x axis that count something, such as epochs: none between two whole ones.
  Plot& whole_x();

  /// Names along the x axis in the place of the numbers 0, 1, 2 and so on, for points that belong to one of a few
  /// things.
  Plot& x_categories(std::vector<std::string> names);

  /// @{
  /// Fixed ends of an axis; without them, the data decide.
  Plot& x_range(double low, double high);
  Plot& y_range(double low, double high);
  /// @}

  /// Writes `base`.png, .gp and .dat; see write_picture().
  Picture write(const std::filesystem::path& base, const std::string& gnuplot = "gnuplot") const;

 private:
  enum class Kind { line, band, points, level, histogram, circle, cross };
  struct Series {
    Kind kind;
    std::string name;
    LineStyle style;
    std::vector<std::vector<double>> columns;
    std::vector<std::string> words{};  // beside the points; empty: none
    Side side = Side::right;
  };
  Plot& add(Series series);
  static bool has_colour(const Series& series);
  static int layer(const Series& series);
  std::string commands() const;
  std::string whole_tics() const;
  static std::string label_place(Side side);
  std::string drawing(std::size_t index, const std::string& colour) const;
  PlotRange positive_range(std::size_t first_column, std::size_t last_column) const;
  std::size_t named_by(const std::string& name) const;
  std::string data() const;

  std::string title_;
  Axis x_, y_;
  bool log_x_ = false, log_y_ = false, whole_x_ = false;
  std::vector<std::string> x_categories_;
  std::optional<PlotRange> x_range_, y_range_;
  std::vector<Series> series_;
};

}  // namespace strata
