#include "common/picture_style.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "common/error.hpp"
#include "common/text_width.hpp"

namespace strata::picture_style {
namespace {

// Okabe and Ito's palette without black, which the axes use, and with yellow last: it is pale on white.
constexpr std::array<std::string_view, 7> palette = {"#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                                     "#E69F00", "#56B4E9", "#F0E442"};

constexpr double narrow = 6, usual = 9.8, capital = 11.5, wide = 15.5;  // pixels, of DejaVu Sans' letters at 12 points

// How many pixels a text takes, give or take a tenth.
double drawn_width(std::string_view text) {
  double pixels = 0;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xC0U) == 0x80U) continue;  // not the first byte of a character
    const bool is_narrow = std::string_view("iljtfrI .,-:;'()|!/").find(c) != std::string_view::npos;
    const bool is_wide = std::string_view("mwMW%@").find(c) != std::string_view::npos;
    pixels += is_narrow ? narrow : is_wide ? wide : c >= 'A' && c <= 'Z' ? capital : usual;
  }
  return pixels;
}

double widest(std::span<const std::string> names) {
  double pixels = 0;
  for (const std::string& name : names) pixels = std::max(pixels, drawn_width(name));
  return pixels;
}

int longest(std::span<const std::string> names) {
  int letters = 0;
  for (const std::string& name : names) letters = std::max(letters, text_width(name));
  return letters;
}

std::string doubled(std::string_view text, char special) {
  std::string result;
  for (char c : text) result.append(c == special ? 2 : 1, c);
  return result;
}

}  // namespace

std::string colour(std::size_t series) { return fmt::format("'{}'", palette[series % palette.size()]); }

std::string quoted(std::string_view text) { return fmt::format("'{}'", doubled(one_line(text), '\'')); }

std::string quoted_tic(std::string_view text) {
  constexpr std::size_t most_bytes = 45;  // gnuplot cuts the label of a tic after 50 bytes, also inside a character
  int letters = text_width(text);
  std::string shown(text);
  while (shown.size() > most_bytes) shown = std::string(cut_to_width(text, --letters)) + "…";
  return picture_style::quoted(doubled(shown, '%'));
}

std::string number(double value) {
  if (!std::isfinite(value)) return "NaN";
  // What came from a float is written with a float's digits: 0.1, not 0.10000000149011612.
  const bool fits_float =
      std::abs(value) <= std::numeric_limits<float>::max() && static_cast<double>(static_cast<float>(value)) == value;
  return fits_float ? fmt::format("{}", static_cast<float>(value)) : fmt::format("{}", value);
}

std::string data_text(std::string_view text) {
  std::string result = one_line(text);
  for (char& c : result) {
    if (c == '"') c = '\'';
  }
  return '"' + result + '"';
}

std::string axis_label(const Axis& axis, std::string_view title) {
  if (axis.quantity.empty()) {
    throw Error({fmt::format("plot \"{}\"", title), "an axis without a quantity", "what the axis shows",
                 "an axis is {quantity, unit}, such as {\"cross-entropy\", \"nats\"}"});
  }
  return axis.unit.empty() ? axis.quantity : fmt::format("{} ({})", axis.quantity, axis.unit);
}

std::string category_tics(char axis, std::span<const std::string> names) {
  constexpr double room = width - 100, line_height = 22;  // pixels
  const double count = static_cast<double>(names.size()), with_gap = widest(names) + usual;
  const bool slanted = axis == 'x' && with_gap * count > room && with_gap > 2 * line_height;
  const double least = axis == 'y' ? 0 : slanted ? line_height : with_gap;
  const std::size_t step = std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(count * least / room)));
  std::string tics;
  for (std::size_t i = 0; i < names.size(); i += step) {
    tics += fmt::format("{}{} {}", i == 0 ? "" : ", ", quoted_tic(names[i]), i);
  }
  return fmt::format("set {}tics ({}) scale 0 noenhanced{}\n", axis, tics, slanted ? " rotate by 30 right" : "");
}

std::string terminal(int height) {
  const std::string size = fmt::format("size {},{} font 'DejaVu Sans,12'", width, height);
  return "reset\n"
         "set encoding utf8\n"
         "if (strstrt(GPVAL_TERMINALS, 'pngcairo')) {\n"
         "  set terminal pngcairo enhanced background 'white' linewidth 1.5 dashlength 0.6 " +
         size +
         "\n"
         "} else {\n"
         "  set terminal png enhanced truecolor linewidth 2 dashlength 0.6 " +
         size +
         "\n"
         "}\n";
}

double type_size(int letters, double room, double smallest, double largest) {
  return std::clamp(std::floor(room / (pixels_per_point * std::max(1, letters))), smallest, largest);
}

std::string frame(std::string_view title, std::span<const std::string> legend) {
  int rows = 0, columns = 1, more_letters = 0;
  if (legend.size() >= 2) {
    // How gnuplot 5.4 counts, in pixels: so much for a letter, for the piece of line beside a name with the gap to the
    // next, and for all columns. With one that it does not fit, it would need more rows than the title leaves it.
    constexpr double letter = 9.86, sample = 54, room_of_columns = width - 68;
    // Names of many capitals and m take more than it counts, and touch what follows.
    const double drawn = widest(legend);
    const int letters = longest(legend);
    if (drawn > (letters + 0.5) * letter) more_letters = static_cast<int>(std::ceil(drawn / letter)) - letters;
    const int count = static_cast<int>(legend.size());
    const int fitting = std::max(1, static_cast<int>(room_of_columns / ((letters + more_letters) * letter + sample)));
    rows = (count + fitting - 1) / fitting;
    columns = (count + rows - 1) / rows;
  }
  // The title stands above the middle of the axes, which is not that of the picture where labels on the left are long.
  constexpr double room = width - 130;
  const double points = type_size(text_width(title), room, 9, 14);
  std::string text = fmt::format(
      "set title {} noenhanced font ',{:.3g}' offset 0,{:.4g}\n"
      "set tmargin {:.4g}\n"
      "set rmargin 4\n"
      "set border 3 linewidth 0.8 linecolor '#404040'\n"
      "set tics nomirror scale 0.6 textcolor '#202020'\n"
      "set format '%h'\n"
      "set grid linetype 1 linewidth 0.5 linecolor '#DDDDDD'\n",
      quoted(title), points, 1.1 * rows, 3 + 1.1 * rows);
  text += rows == 0 ? "unset key\n"
                    : fmt::format(
                          "set key at graph 0.5,1.015 center bottom horizontal maxcols {} width {} samplen 2.5 Left "
                          "reverse noenhanced\n",
                          columns, more_letters);
  return text;
}

}  // namespace strata::picture_style
