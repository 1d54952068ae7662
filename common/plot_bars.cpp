#include "common/plot_bars.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/error.hpp"
#include "common/picture_style.hpp"

namespace strata {
namespace {

constexpr double group_width = 0.8;  // of the distance between two categories

}  // namespace

BarChart::BarChart(std::string title, Axis y, std::vector<std::string> categories)
    : title_(std::move(title)), y_(std::move(y)), categories_(std::move(categories)) {}

BarChart& BarChart::bars(std::string_view name, std::span<const double> values) {
  if (values.size() != categories_.size()) {
    throw Error({fmt::format("bar chart \"{}\", \"{}\"", title_, name), fmt::format("{} values", values.size()),
                 fmt::format("{}, one per category", categories_.size()), ""});
  }
  series_.push_back({std::string(name), {values.begin(), values.end()}});
  return *this;
}

BarChart& BarChart::value_labels(int digits) { return label_digits_ = digits, *this; }

std::string BarChart::commands() const {
  if (categories_.empty() || series_.empty()) {
    throw Error(
        {fmt::format("bar chart \"{}\"", title_), "nothing to draw", "one category and one series, or more", ""});
  }
  double low = 0, high = 0;  // bars stand on zero, so zero is in sight
  for (const Series& series : series_) {
    for (double value : series.values) {
      low = std::min(low, value);
      high = std::max(high, value);
    }
  }
  const double width = group_width / static_cast<double>(series_.size());
  std::vector<std::string> names;
  for (const Series& series : series_) names.push_back(series.name);
  std::string text = picture_style::frame(title_, names);
  text += fmt::format("set ylabel {} noenhanced\n", picture_style::quoted(picture_style::axis_label(y_, title_)));
  // The numbers above the highest and below the lowest bar need room; without numbers, gnuplot ends the axis at a tic.
  const double room = label_digits_ >= 0 ? 0.08 * (high - low) : 0;
  auto end = [room](double extreme) {
    if (extreme == 0) return std::string("0");
    return room > 0 ? picture_style::number(extreme > 0 ? extreme + room : extreme - room) : std::string("*");
  };
  if (low == high) high = 1;
  text += fmt::format("set yrange [{}:{}]\n", end(low), end(high));
  text += fmt::format("set xrange [-0.6:{}]\n", static_cast<double>(categories_.size()) - 0.4);
  text += picture_style::category_tics('x', categories_);
  text += "set grid noxtics\n";
  if (low < 0) text += "set xzeroaxis linetype 1 linewidth 0.8 linecolor '#404040'\n";
  text += fmt::format("width = {:.4g}\nset boxwidth 0.92*width absolute\n", width);
  for (std::size_t i = 0; i < series_.size(); ++i) {
    const double offset = static_cast<double>(i) - (static_cast<double>(series_.size()) - 1) / 2;
    const std::string x = fmt::format("($0{:+g}*width)", offset);
    text += i == 0 ? "plot " : ", \\\n     ";
    text += fmt::format("data using {}:{} with boxes fillstyle solid 0.85 noborder fillcolor {} title {}", x, i + 1,
                        picture_style::colour(i), picture_style::quoted(series_[i].name));
    if (label_digits_ < 0) continue;
    text += fmt::format(
        ", \\\n     data using {0}:(${1} + (${1} < 0 ? -{3:.4g} : {3:.4g})):(sprintf('%.{2}f', ${1}))"
        " with labels font ',10' notitle",
        x, i + 1, label_digits_, room / 2);
  }
  return text + '\n';
}

std::string BarChart::data() const {
  std::string text = "#";
  for (const Series& series : series_) text += fmt::format(" {}", picture_style::data_text(series.name));
  text += '\n';
  for (std::size_t i = 0; i < categories_.size(); ++i) {
    for (const Series& series : series_) text += picture_style::number(series.values[i]) + " ";
    text += fmt::format("# {}\n", picture_style::data_text(categories_[i]));
  }
  return text;
}

Picture BarChart::write(const std::filesystem::path& base, const std::string& gnuplot) const {
  return write_picture(base, {commands()}, data(), gnuplot);
}

}  // namespace strata
