#pragma once

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace strata {

/// A real number in a table and how many digits behind the point it shows.
struct Real {
  double value;    ///< CSV and JSON give all its digits
  int digits = 3;  ///< behind the point, in text and Markdown
};

/// A fraction that shows as a percentage: Percent{0.677} is "67.7 %".
struct Percent {
  double fraction;  ///< 1 is 100 %
  int digits = 1;   ///< behind the point of the percentage
};

/// One cell: text, a whole number, a real number or a percentage.
class Cell {
 public:
  /// Every integer is kept as one of 64 bits.
  using Value = std::variant<std::string, std::int64_t, Real, Percent>;

  /// @{
  /// Makes a cell of what a program has at hand, so that a row can be written as {"fc1", 7840, 0.25}. A plain
  /// floating-point number shows three digits behind the point; truth values and single characters are refused by the
  /// compiler.
  Cell(std::string text) : value_(std::move(text)) {}          // NOLINT(google-explicit-constructor)
  Cell(std::string_view text) : value_(std::string(text)) {}   // NOLINT(google-explicit-constructor)
  Cell(const char* text) : value_(std::string(text)) {}        // NOLINT(google-explicit-constructor)
  Cell(Real real) : value_(real) {}                            // NOLINT(google-explicit-constructor)
  Cell(Percent percent) : value_(percent) {}                   // NOLINT(google-explicit-constructor)
  Cell(std::floating_point auto real) : value_(Real{real}) {}  // NOLINT(google-explicit-constructor)
  // NOLINTBEGIN(google-explicit-constructor)
  template <std::integral Integer>
  requires(!std::same_as<Integer, bool> && !std::same_as<Integer, char>) Cell(Integer integer)
      : value_(static_cast<std::int64_t>(integer)) {}
  // NOLINTEND(google-explicit-constructor)
  /// @}

  /// What the cell holds, with all its digits.
  const Value& value() const { return value_; }

  /// Whole numbers, real numbers and percentages are; text never is, even "12".
  bool is_number() const { return !std::holds_alternative<std::string>(value_); }

  /// As a reader sees it: "242,762", "0.412", "67.7 %", "NaN", "-infinity".
  std::string text() const;

 private:
  Value value_;
};

/// On which side of a column its cells stand.
enum class Align {
  by_content,  ///< right where all cells of the column are numbers, otherwise left
  left,        ///< left, whatever the cells hold
  right        ///< right, whatever the cells hold
};

/// The head of a column.
struct Column {
  std::string title;                ///< different in every column of a table
  std::string unit = "";            ///< shown behind the title in brackets; may be empty
  Align align = Align::by_content;  ///< of the cells and of the title above them
};

/// A table of results that a program prints and keeps.
///
///     Table table({{"layer"}, {"parameters"}, {"time", "s"}, {"accuracy"}});
///     table.row({"linear", 7850, Real{12.3, 1}, Percent{0.845}});
///     std::cout << table;
///     table.write("out/03_linear/results.md");
class Table {
 public:
  /// Throws Error where there is no column, or two have the same title.
  explicit Table(std::vector<Column> columns);

  /// Adds a row. Throws Error where it has not one cell per column.
  Table& row(std::vector<Cell> cells);

  /// How many rows there are, the head not counted.
  std::size_t rows() const { return rows_.size(); }

  std::string text() const;      ///< aligned, for people; every line ends in a line break
  std::string markdown() const;  ///< a table of GitHub's Markdown
  /// RFC 4180: lines end in CR LF. Numbers have all their digits and no thousands separators; a percentage is its
  /// fraction. Numbers that are not finite are NaN, Infinity and -Infinity.
  std::string csv() const;
  /// {"columns": [{"title", "unit"}], "rows": [{title: value}]}. Numbers stay numbers, a percentage is its fraction.
  /// JSON has no NaN and no infinity: they are the strings "NaN", "Infinity" and "-Infinity".
  std::string json() const;

  /// Writes the table as the path's ending says: .txt, .md, .csv or .json. The file appears whole or not at all; its
  /// folder is made if it is missing. Throws UsageError for another ending, Error where the file cannot be written.
  void write(const std::filesystem::path& path) const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

/// Prints text().
std::ostream& operator<<(std::ostream& stream, const Table& table);

}  // namespace strata
