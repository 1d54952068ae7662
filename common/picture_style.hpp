#pragma once

#include <span>
#include <string>
#include <string_view>

#include "common/plot_axis.hpp"

namespace strata {

/// The house style of every picture of the book.
namespace picture_style {

inline constexpr int width = 800;  ///< pixels

/// The colours of series, by Okabe and Ito, which people with any colour blindness can tell apart. Counts on from the
/// start when they are used up.
std::string colour(std::size_t series);

/// A text as gnuplot takes it literally: in single quotes, in one line.
std::string quoted(std::string_view text);

/// quoted() for the labels of tics, in which gnuplot would read % as the start of a number format. A long text is cut.
std::string quoted_tic(std::string_view text);

/// A number as gnuplot reads it from a script or a data file; "NaN", which it leaves out, where it is not finite.
std::string number(double value);

/// A column of a line of the data file that holds text: in double quotes.
std::string data_text(std::string_view text);

/// "cross-entropy (nats)". Throws Error for an axis without a quantity; `title` is the picture's.
std::string axis_label(const Axis& axis, std::string_view title);

/// How wide DejaVu Sans' average letter is.
constexpr double pixels_per_point = 0.72;

/// The largest whole number of points, between `smallest` and `largest`, in which so many letters fit into `room`
/// pixels.
double type_size(int letters, double room, double smallest, double largest);

/// The command that names the tics 0, 1, 2, ... of an axis ('x' or 'y') after categories; slanted, or left out in
/// part, where they need room.
std::string category_tics(char axis, std::span<const std::string> names);

/// The commands that choose gnuplot's terminal: PNG, 800 x `height` pixels, the font.
std::string terminal(int height);

/// The commands for title, borders, tics, grid and legend of a picture with axes. The legend stands between title and
/// axes, so that it covers nothing, and only where there are two names or more.
std::string frame(std::string_view title, std::span<const std::string> legend);

}  // namespace picture_style
}  // namespace strata
