#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "common/error.hpp"
#include "common/image_grid.hpp"
#include "common/picture_style.hpp"
#include "common/text_width.hpp"

// How an ImageGrid becomes gnuplot's commands. All positions are pixels of the picture, from the upper left corner.
namespace strata {
namespace {

constexpr double margin = 24, smallest_gap = 14, largest_gap = 36;
constexpr double title_height = 44, caption_height = 26, row_gap = 12;
constexpr double colour_bar_room = 110;  // right of the images
constexpr double largest_image_side = 320;

// As many columns as leave the fewest places empty; of those, the grid that is closest to a page's shape.
Index choose_columns(Index images) {
  if (images <= 6) return images;
  const double page = std::sqrt(1.6 * static_cast<double>(images));
  auto empty_places = [images](Index columns) { return (columns - images % columns) % columns; };
  Index best = 3;
  for (Index columns = 4; columns <= 12; ++columns) {
    const Index difference = empty_places(columns) - empty_places(best);
    const bool closer = std::abs(static_cast<double>(columns) - page) < std::abs(static_cast<double>(best) - page);
    if (difference < 0 || (difference == 0 && closer)) best = columns;
  }
  return best;
}

struct Layout {
  Index columns, rows;
  double scale;  // picture pixels per image pixel: whole where possible, so that all image pixels are equal
  double image_width, image_height;
  double left, gap;
  double height;  // of the picture

  double x(Index image) const { return left + static_cast<double>(image % columns) * (image_width + gap); }
  double y(Index image) const {
    const Index row_number = image / columns;
    return title_height + caption_height + static_cast<double>(row_number) * (image_height + caption_height + row_gap);
  }
  double right() const { return x(columns - 1) + image_width; }
};

Layout lay_out(Index images, Index columns, Index height, Index width, bool colour_bar) {
  Layout layout{};
  layout.columns = std::min(images, columns > 0 ? columns : choose_columns(images));
  layout.rows = (images + layout.columns - 1) / layout.columns;
  const double count = static_cast<double>(layout.columns);
  const double room = picture_style::width - 2 * margin - (colour_bar ? colour_bar_room : 0);
  const double scale = std::min((room - (count - 1) * smallest_gap) / (count * static_cast<double>(width)),
                                largest_image_side / static_cast<double>(std::max(height, width)));
  layout.scale = scale >= 1 ? std::floor(scale) : scale;
  layout.image_width = layout.scale * static_cast<double>(width);
  layout.image_height = layout.scale * static_cast<double>(height);
  const double spare = room - count * layout.image_width;
  layout.gap = layout.columns > 1 ? std::min(std::floor(spare / (count - 1)), largest_gap) : 0;
  layout.left = std::floor(margin + (spare - (count - 1) * layout.gap) / 2);
  layout.height = layout.y((layout.rows - 1) * layout.columns) + layout.image_height + margin;
  return layout;
}

// The title above an image, cut where it is too long.
std::string caption(const std::string& title, double centre, double bottom, double room, double points) {
  const int most_letters = static_cast<int>(room / (picture_style::pixels_per_point * points));
  const bool fits = text_width(title) <= most_letters;
  const std::string shown = fits ? title : std::string(cut_to_width(title, most_letters - 1)) + "…";
  return fmt::format("set label {} noenhanced at {},{} center font ',{}'\n", picture_style::quoted(shown), centre,
                     bottom - caption_height / 2 + 2, points);
}

// The largest of 1, 2 and 5 times a power of ten that is at most `value`.
double round_down(double value) {
  const double power = std::pow(10, std::floor(std::log10(value)));
  return value >= 5 * power ? 5 * power : value >= 2 * power ? 2 * power : power;
}

// White at zero, ends of equal strength, and only the upper one where nothing is below zero; by ColorBrewer, safe for
// the colour-blind.
std::string colour_bar(double left, double top, double bottom, double picture_height, const std::string& label,
                       double largest, bool from_zero) {
  constexpr double bar_width = 14;
  const double end = round_down(largest);
  return fmt::format(
      "set palette defined ({8}0 '#FFFFFF', 0.5 '#EF8A62', 1 '#B2182B')\n"
      "set cbrange [{9}:{0}]\n"
      "set cblabel {1} noenhanced\n"
      "set cbtics {10},{7},{6} scale 0.6 font ',10'\n"
      "set colorbox vertical user origin {2:.5f},{3:.5f} size {4:.5f},{5:.5f} noborder\n",
      picture_style::number(largest), picture_style::quoted(label), left / picture_style::width,
      1 - bottom / picture_height, bar_width / picture_style::width, (bottom - top) / picture_height,
      picture_style::number(end), picture_style::number(bottom - top < 180 ? end : end / 2),
      from_zero ? "" : "-1 '#2166AC', -0.5 '#67A9CF', ", picture_style::number(from_zero ? 0 : -largest),
      picture_style::number(from_zero ? 0 : -end));
}

}  // namespace

PictureScript ImageGrid::script() const {
  if (images_.empty()) throw Error({fmt::format("image grid \"{}\"", title_), "no images", "one or more", ""});
  float darkest = 0, brightest = 0, largest = 0, lowest = 0;
  int letters = 0;
  bool any_grey = false, any_signed = false;
  for (const Image& image : images_) {
    letters = std::max(letters, text_width(image.title));
    const auto [low, high] = std::minmax_element(image.values.begin(), image.values.end());
    if (image.kind == Kind::grey) {
      darkest = any_grey ? std::min(darkest, *low) : *low;
      brightest = any_grey ? std::max(brightest, *high) : *high;
      any_grey = true;
    } else if (image.kind == Kind::signed_values) {
      largest = std::max({largest, -*low, *high});
      lowest = std::min(lowest, *low);
      any_signed = true;
    }
  }
  if (brightest == darkest) brightest = darkest + 1;
  if (largest == 0) largest = 1;
  const Layout layout = lay_out(std::ssize(images_), options_.columns, height_, width_, any_signed);
  const int height = static_cast<int>(layout.height);

  std::string text = fmt::format(
      "unset border\nunset tics\nunset key\n"
      "set lmargin at screen 0\nset rmargin at screen 1\nset tmargin at screen 1\nset bmargin at screen 0\n"
      "set xrange [0:{0}]\nset yrange [{1}:0]\n"
      "set label {2} noenhanced at {3},{4} center font ',{5}'\n",
      picture_style::width, height, picture_style::quoted(title_), picture_style::width / 2, title_height / 2 + 4,
      picture_style::type_size(text_width(title_), picture_style::width - 20, 9, 14));
  if (any_grey) {
    text += fmt::format("grey(value) = 255 * (value - {0}) / ({1} - {0})\n", picture_style::number(darkest),
                        picture_style::number(brightest));
  }
  if (any_signed) {
    text += colour_bar(layout.right() + 18, layout.y(0), layout.height - margin, layout.height,
                       picture_style::axis_label(options_.value, title_), largest, lowest >= 0);
  }

  const double caption_room = layout.columns == 1 ? picture_style::width - 2 * margin : layout.image_width + layout.gap;
  const double points = picture_style::type_size(letters, caption_room, 8, 11);  // one size for all
  std::string drawings;
  for (Index i = 0; i < std::ssize(images_); ++i) {
    const Image& image = images_[static_cast<std::size_t>(i)];
    const double x = layout.x(i), y = layout.y(i);
    text += caption(image.title, x + layout.image_width / 2, y, caption_room, points);
    text += fmt::format(
        "set object rectangle from {},{} to {},{} front fillstyle empty border linecolor '#A0A0A0' linewidth 0.6\n", x,
        y, x + layout.image_width, y + layout.image_height);
    const std::string place = fmt::format("({0} + {2:.6g}*($1 + 0.5)):({1} + {2:.6g}*($2 + 0.5))", x, y, layout.scale);
    drawings += drawings.empty() ? "plot " : ", \\\n     ";
    drawings += fmt::format("data index {} ", i);
    switch (image.kind) {
      case Kind::grey:
        drawings += fmt::format("matrix using {}:(grey($3)):(grey($3)):(grey($3)) with rgbimage", place);
        break;
      case Kind::rgb:
        drawings += fmt::format("using {}:(255*$3):(255*$4):(255*$5) with rgbimage", place);
        break;
      case Kind::signed_values:
        drawings += fmt::format("matrix using {}:3 with image", place);
        break;
    }
  }
  return {text + drawings + '\n', height};
}

}  // namespace strata
