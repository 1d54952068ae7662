#pragma once

#include <span>
#include <string>
#include <vector>

#include "common/picture.hpp"
#include "common/plot_axis.hpp"

namespace strata {

/// A table of numbers as coloured cells with the numbers in them, such as a confusion matrix.
///
///     HeatMap map("Confusions on the test images", {"predicted class", ""}, {"true class", ""});
///     map.cells(class_names, class_names, counts).write("out/03_linear/confusions");
///
/// The first row is at the top. The darker a cell, the larger its number. Throws Error where an axis has no quantity,
/// the number of values is not rows times columns, or there are no cells.
class HeatMap {
 public:
  /// The axes say what the names of the columns (below the cells) and of the rows (on the left) are.
  HeatMap(std::string title, Axis columns, Axis rows);

  /// The names of rows and columns, and the values row by row. A value that is not finite leaves its cell empty.
  HeatMap& cells(std::vector<std::string> row_names, std::vector<std::string> column_names,
                 std::span<const double> values);

  /// How many digits behind the point the numbers show; 0 at the start.
  HeatMap& digits(int digits);

  /// Leaves the cells on the diagonal white, so that the others share all shades: the errors of a confusion matrix.
  HeatMap& white_diagonal();

  /// Writes `base`.png, .gp and .dat; see write_picture().
  Picture write(const std::filesystem::path& base, const std::string& gnuplot = "gnuplot") const;

 private:
  PictureScript script() const;
  std::string data() const;

  std::string title_;
  Axis column_axis_, row_axis_;
  std::vector<std::string> row_names_, column_names_;
  std::vector<double> values_;
  int digits_ = 0;
  bool white_diagonal_ = false;
};

}  // namespace strata
