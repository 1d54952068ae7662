#include "common/heat_map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "common/error.hpp"
#include "common/picture_style.hpp"
#include "common/table.hpp"

namespace strata {
namespace {

constexpr std::size_t most_columns_with_numbers = 16;  // in narrower cells, the numbers would touch
constexpr double as_dark_as_light = 0.58;  // on this shade of the palette, both colours of text have the same contrast

std::string number_text(double value, int digits) {
  if (!std::isfinite(value)) return "";
  return digits == 0 && std::abs(value) < 1e15 ? Cell(std::llround(value)).text() : Cell(Real{value, digits}).text();
}

}  // namespace

HeatMap::HeatMap(std::string title, Axis columns, Axis rows)
    : title_(std::move(title)), column_axis_(std::move(columns)), row_axis_(std::move(rows)) {}

HeatMap& HeatMap::cells(std::vector<std::string> row_names, std::vector<std::string> column_names,
                        std::span<const double> values) {
  if (values.empty() || values.size() != row_names.size() * column_names.size()) {
    throw Error({fmt::format("heat map \"{}\"", title_), fmt::format("{} values", values.size()),
                 fmt::format("{} rows times {} columns", row_names.size(), column_names.size()), ""});
  }
  row_names_ = std::move(row_names);
  column_names_ = std::move(column_names);
  values_.assign(values.begin(), values.end());
  return *this;
}

HeatMap& HeatMap::digits(int digits) { return digits_ = digits, *this; }

HeatMap& HeatMap::white_diagonal() { return white_diagonal_ = true, *this; }

PictureScript HeatMap::script() const {
  if (values_.empty()) throw Error({fmt::format("heat map \"{}\"", title_), "no cells", "one or more", ""});
  double low = 0, high = 0;
  for (std::size_t i = 0; i < values_.size(); ++i) {
    const bool is_white = white_diagonal_ && i % column_names_.size() == i / column_names_.size();
    if (!std::isfinite(values_[i]) || is_white) continue;
    low = std::min(low, values_[i]);
    high = std::max(high, values_[i]);
  }
  if (low == high) high = low + 1;
  const bool numbers = column_names_.size() <= most_columns_with_numbers;

  std::string text = picture_style::frame(title_, {});
  text +=
      fmt::format("set xlabel {} noenhanced\n", picture_style::quoted(picture_style::axis_label(column_axis_, title_)));
  text +=
      fmt::format("set ylabel {} noenhanced\n", picture_style::quoted(picture_style::axis_label(row_axis_, title_)));
  text += "unset grid\nset border 15\n";
  text += picture_style::category_tics('x', column_names_) + picture_style::category_tics('y', row_names_);
  text += fmt::format("set xrange [-0.5:{}.5]\n", std::ssize(column_names_) - 1);
  text += fmt::format("set yrange [{}.5:-0.5]\n", std::ssize(row_names_) - 1);
  text += "set palette defined (0 '#FFFFFF', 0.3 '#9ECAE1', 0.65 '#2171B5', 1 '#08306B')\n";
  text += fmt::format("set cbrange [{}:{}]\n", picture_style::number(low), picture_style::number(high));
  text += numbers ? "unset colorbox\n" : "set rmargin 12\nset colorbox noborder\n";
  const std::string shade = white_diagonal_ ? "($1 == $2 ? NaN : $3)" : "($3)";  // gnuplot leaves NaN white
  text += fmt::format("plot data using 1:2:{} with image", shade);
  if (numbers) {
    text +=
        fmt::format(", \\\n     data using 1:2:4:({} > {} ? 0xFFFFFF : 0x202020) with labels textcolor rgb variable",
                    shade, picture_style::number(low + as_dark_as_light * (high - low)));
  }
  return {text + '\n', 140 + std::clamp(static_cast<int>(row_names_.size()) * 40, 120, 640)};
}

std::string HeatMap::data() const {
  std::string text = "# column row value \"shown as\"\n";
  for (std::size_t i = 0; i < values_.size(); ++i) {
    text += fmt::format("{} {} {} {}\n", i % column_names_.size(), i / column_names_.size(),
                        picture_style::number(values_[i]), picture_style::data_text(number_text(values_[i], digits_)));
  }
  return text;
}

Picture HeatMap::write(const std::filesystem::path& base, const std::string& gnuplot) const {
  return write_picture(base, script(), data(), gnuplot);
}

}  // namespace strata
