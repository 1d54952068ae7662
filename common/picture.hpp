#pragma once

#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

namespace strata {

/// Where a picture and the files that made it are.
struct Picture {
  std::optional<std::filesystem::path> png;  ///< the picture, if gnuplot drew it
  std::filesystem::path script;              ///< redraw by hand: cd into its folder, then `gnuplot name.gp`
  std::filesystem::path data;                ///< the numbers, as plain text
  std::string problem;                       ///< why there is no PNG; empty if there is one
};

/// Prints the picture's path, or where its script is and why it was not drawn.
std::ostream& operator<<(std::ostream& stream, const Picture& picture);

/// What gnuplot is to draw.
struct PictureScript {
  std::string commands;  ///< in gnuplot's language; `data` is the data file, and the house style stands before them
  int height = 500;      ///< pixels; every picture is 800 wide
};

/// Writes `base`.gp, `base`.dat and, through gnuplot, `base`.png; each file appears whole or not at all. The folder is
/// made if it is missing. `gnuplot` is the program's name, looked up along PATH, or its path.
///
/// Where gnuplot is missing or fails, the script and the data are there all the same and the program goes on; the first
/// time, a note on stderr says what to install. Throws Error where a file cannot be written.
Picture write_picture(const std::filesystem::path& base, const PictureScript& script, std::string_view data,
                      const std::string& gnuplot = "gnuplot");

}  // namespace strata
