#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "common/error.hpp"
#include "common/picture_style.hpp"
#include "common/plot.hpp"
#include "common/plot_tics.hpp"
#include "common/text_width.hpp"

// How a Plot becomes gnuplot's commands and data.
namespace strata {
namespace {

using picture_style::number;

// Many points cover one another: they are drawn smaller.
double point_size(std::size_t points) { return points > 2000 ? 0.2 : points > 300 ? 0.4 : 0.7; }

std::size_t position(const std::vector<std::string>& names, const std::string& name) {
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

}  // namespace

std::string Plot::commands() const {
  std::vector<std::string> names, coloured;
  for (const Series& series : series_) {
    if (position(names, series.name) == names.size()) names.push_back(series.name);
    const bool needs_colour = has_colour(series) && position(coloured, series.name) == coloured.size();
    if (needs_colour) coloured.push_back(series.name);
  }
  if (coloured.empty()) throw Error({fmt::format("plot \"{}\"", title_), "nothing to draw", "a line or points", ""});

  std::string text = picture_style::frame(title_, names);
  text += fmt::format("set xlabel {} noenhanced\n", picture_style::quoted(picture_style::axis_label(x_, title_)));
  text += fmt::format("set ylabel {} noenhanced\n", picture_style::quoted(picture_style::axis_label(y_, title_)));
  if (log_x_) text += picture_style::logarithmic_axis('x', x_range_.value_or(positive_range(0, 0)));
  if (log_y_) text += picture_style::logarithmic_axis('y', y_range_.value_or(positive_range(1, 2)));
  const bool counts = std::any_of(series_.begin(), series_.end(), [](auto& s) { return s.kind == Kind::histogram; });
  if (whole_x_) text += whole_tics();
  if (!x_categories_.empty()) {
    text += picture_style::category_tics('x', x_categories_);
    text += fmt::format("set xrange [-0.6:{}]\nset grid noxtics\n", static_cast<double>(x_categories_.size()) - 0.4);
  }
  if (counts && !log_y_) text += "set yrange [0:*]\n";
  if (x_range_) text += fmt::format("set xrange [{}:{}]\n", number(x_range_->low), number(x_range_->high));
  if (y_range_) text += fmt::format("set yrange [{}:{}]\n", number(y_range_->low), number(y_range_->high));

  std::string drawings;
  for (const int wanted : {0, 1, 2, 3}) {  // what is drawn later lies on top
    for (std::size_t i = 0; i < series_.size(); ++i) {
      if (layer(series_[i]) != wanted) continue;
      drawings += drawings.empty() ? "plot " : ", \\\n     ";
      drawings += drawing(i, picture_style::colour(position(coloured, series_[i].name)));
    }
  }
  return text + drawings + '\n';
}

// What has none is black or grey.
bool Plot::has_colour(const Series& series) {
  return series.kind != Kind::level && series.kind != Kind::circle && series.kind != Kind::cross && !series.style.pale;
}

int Plot::layer(const Series& series) {
  if (series.style.pale) return 0;
  if (series.kind == Kind::band) return 1;
  return series.kind == Kind::circle || series.kind == Kind::cross ? 3 : 2;
}

// So that there are at most ten numbers.
std::string Plot::whole_tics() const {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const Series& series : series_) {
    if (series.kind == Kind::level) continue;
    for (const double x : series.columns[0]) {
      if (!std::isfinite(x)) continue;
      low = std::min(low, x);
      high = std::max(high, x);
    }
  }
  if (x_range_) {
    low = x_range_->low;
    high = x_range_->high;
  }
  return picture_style::whole_tics('x', {low, high});
}

PlotRange Plot::positive_range(std::size_t first_column, std::size_t last_column) const {
  PlotRange range{std::numeric_limits<double>::infinity(), 0};
  for (const Series& series : series_) {
    for (std::size_t i = first_column; i <= last_column && i < series.columns.size(); ++i) {
      for (double value : series.columns[i]) {
        if (!(value > 0 && std::isfinite(value))) continue;
        range.low = std::min(range.low, value);
        range.high = std::max(range.high, value);
      }
    }
  }
  return range;
}

// gnuplot names the end of the text that is at the point.
std::string Plot::label_place(Side side) {
  switch (side) {
    case Side::right:
      return "left offset 0.6,0";
    case Side::left:
      return "right offset -0.6,0";
    case Side::above:
      return "center offset 0,0.6";
    case Side::below:
      return "center offset 0,-0.6";
  }
  return {};
}

std::string Plot::drawing(std::size_t index, const std::string& colour) const {
  const Series& series = series_[index];
  const std::string columns = fmt::format("data index {} using ", index);
  std::string text;
  switch (series.kind) {
    case Kind::line:
      text = fmt::format("{}1:2 with {} linewidth {} linecolor {}", columns,
                         series.style.markers ? "linespoints pointtype 7 pointsize 0.7" : "lines",
                         series.style.pale ? "0.7" : "2", series.style.pale ? "'#B0B0B0'" : colour);
      if (series.style.dashed) text += " dashtype 2";
      break;
    case Kind::band:
      text = fmt::format("{}1:2:3 with filledcurves fillstyle transparent solid 0.2 noborder fillcolor {}", columns,
                         colour);
      break;
    case Kind::points:
      text = fmt::format("{}1:2 with points pointtype 7 pointsize {} linecolor {}", columns,
                         point_size(series.columns[0].size()), colour);
      if (!series.words.empty()) {
        text = fmt::format("{}1:2:3 with labels {} font ',9' noenhanced notitle, \\\n     {}", columns,
                           label_place(series.side), text);
      }
      break;
    case Kind::circle:
    case Kind::cross:
      text = fmt::format("{}1:2 with points pointtype {} pointsize 1.6 linewidth 2 linecolor 'black'", columns,
                         series.kind == Kind::circle ? 6 : 2);
      break;
    case Kind::level:
      text = fmt::format("{} with lines dashtype 2 linewidth 1.5 linecolor '#606060'", number(series.columns[0][0]));
      break;
    case Kind::histogram:
      text = fmt::format("{}1:2:3 with boxes fillstyle transparent solid 0.5 noborder fillcolor {}", columns, colour);
      break;
  }
  if (named_by(series.name) != index) return text + " notitle";
  return fmt::format("{} title {}", text, picture_style::quoted(series.name));
}

std::size_t Plot::named_by(const std::string& name) const {
  auto found = std::find_if(series_.begin(), series_.end(),
                            [&](const Series& s) { return s.name == name && s.kind != Kind::band; });
  if (found == series_.end()) {
    found = std::find_if(series_.begin(), series_.end(), [&](const Series& s) { return s.name == name; });
  }
  return static_cast<std::size_t>(found - series_.begin());
}

std::string Plot::data() const {
  std::string text;
  for (const Series& series : series_) {
    text += fmt::format("# {}\n", one_line(series.name));
    if (series.columns[0].empty()) text += "NaN NaN NaN\n";  // gnuplot does not count empty blocks
    for (std::size_t row = 0; row < series.columns[0].size(); ++row) {
      for (std::size_t i = 0; i < series.columns.size(); ++i) {
        if (i > 0) text += ' ';
        text += number(series.columns[i][row]);
      }
      if (!series.words.empty()) text += ' ' + picture_style::data_text(series.words[row]);
      text += '\n';
    }
    text += "\n\n";  // gnuplot's sign for the end of a block
  }
  return text;
}

Picture Plot::write(const std::filesystem::path& base, const std::string& gnuplot) const {
  return write_picture(base, {commands()}, data(), gnuplot);
}

}  // namespace strata
