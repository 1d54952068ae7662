#include "common/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <ostream>

#include "common/atomic_file.hpp"
#include "common/error.hpp"
#include "common/folders.hpp"
#include "common/text_width.hpp"

namespace strata {
namespace {

std::string heading(const Column& column) {
  return one_line(column.unit.empty() ? column.title : column.title + " (" + column.unit + ")");
}

bool stands_right(const Column& column, const std::vector<std::vector<Cell>>& rows, std::size_t index) {
  if (column.align != Align::by_content) return column.align == Align::right;
  return !rows.empty() &&
         std::all_of(rows.begin(), rows.end(), [index](const auto& row) { return row[index].is_number(); });
}

std::string markdown_cell(std::string_view text) {
  std::string escaped;
  for (char c : text) escaped += c == '|' ? std::string("\\|") : std::string(1, c);
  return one_line(escaped);
}

std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

std::string_view csv_end(std::size_t field, std::size_t fields) { return field + 1 < fields ? "," : "\r\n"; }

nlohmann::ordered_json finite_or_name(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  return value;
}

// The cell as a machine reads it: text, a whole number or a number with all its digits.
nlohmann::ordered_json json_value(const Cell& cell) {
  if (const auto* real = std::get_if<Real>(&cell.value())) return finite_or_name(real->value);
  if (const auto* percent = std::get_if<Percent>(&cell.value())) return finite_or_name(percent->fraction);
  if (const auto* integer = std::get_if<std::int64_t>(&cell.value())) return *integer;
  return std::get<std::string>(cell.value());
}

std::string as_text(const nlohmann::ordered_json& json, int indent = -1) {
  // A title that is not UTF-8 becomes readable with replacement characters, where nlohmann-json would throw.
  return json.dump(indent, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace

Table::Table(std::vector<Column> columns) : columns_(std::move(columns)) {
  if (columns_.empty()) throw Error({"table", "no columns", "at least one", ""});
  for (auto column = columns_.begin(); column != columns_.end(); ++column) {
    const bool repeated =
        std::any_of(columns_.begin(), column, [&](const Column& earlier) { return earlier.title == column->title; });
    if (repeated) {
      throw Error({"table", fmt::format("two columns named \"{}\"", column->title), "different titles",
                   "JSON finds a value by its column's title"});
    }
  }
}

Table& Table::row(std::vector<Cell> cells) {
  if (cells.size() != columns_.size()) {
    throw Error({fmt::format("table, row {}", rows_.size() + 1), fmt::format("{} cells", cells.size()),
                 fmt::format("{}, one per column", columns_.size()), ""});
  }
  rows_.push_back(std::move(cells));
  return *this;
}

std::string Table::text() const {
  std::vector<std::string> lines(rows_.size() + 2);
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::vector<std::string> texts = {heading(columns_[i]), ""};
    for (const auto& row : rows_) texts.push_back(one_line(row[i].text()));
    int width = 0;
    for (const std::string& text : texts) width = std::max(width, text_width(text));
    texts[1] = std::string(static_cast<std::size_t>(width), '-');
    const bool right = stands_right(columns_[i], rows_, i);
    for (std::size_t line = 0; line < lines.size(); ++line) {
      const std::string padding(static_cast<std::size_t>(width - text_width(texts[line])), ' ');
      if (i > 0) lines[line] += "  ";
      lines[line] += right ? padding + texts[line] : texts[line] + padding;
    }
  }
  std::string all;
  for (std::string& line : lines) {
    line.erase(line.find_last_not_of(' ') + 1);
    all += line + '\n';
  }
  return all;
}

std::string Table::markdown() const {
  std::string head, rule, body;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    head += fmt::format("| {} ", markdown_cell(heading(columns_[i])));
    rule += stands_right(columns_[i], rows_, i) ? "| ---: " : "| --- ";
  }
  for (const auto& row : rows_) {
    for (const Cell& cell : row) body += fmt::format("| {} ", markdown_cell(cell.text()));
    body += "|\n";
  }
  return head + "|\n" + rule + "|\n" + body;
}

std::string Table::csv() const {
  std::string all;
  for (std::size_t i = 0; i < columns_.size(); ++i)
    all += csv_field(heading(columns_[i])).append(csv_end(i, columns_.size()));
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      const nlohmann::ordered_json value = json_value(row[i]);
      all += csv_field(value.is_string() ? value.get<std::string>() : as_text(value)).append(csv_end(i, row.size()));
    }
  }
  return all;
}

std::string Table::json() const {
  nlohmann::ordered_json columns = nlohmann::ordered_json::array(), rows = nlohmann::ordered_json::array();
  for (const Column& column : columns_) columns.push_back({{"title", column.title}, {"unit", column.unit}});
  for (const auto& row : rows_) {
    nlohmann::ordered_json object = nlohmann::ordered_json::object();
    for (std::size_t i = 0; i < row.size(); ++i) object[columns_[i].title] = json_value(row[i]);
    rows.push_back(std::move(object));
  }
  nlohmann::ordered_json all = nlohmann::ordered_json::object();
  all["columns"] = std::move(columns);
  all["rows"] = std::move(rows);
  return as_text(all, 2) + '\n';
}

void Table::write(const std::filesystem::path& path) const {
  const std::string ending = path.extension().string();
  std::string content;
  if (ending == ".txt") {
    content = text();
  } else if (ending == ".md") {
    content = markdown();
  } else if (ending == ".csv") {
    content = csv();
  } else if (ending == ".json") {
    content = json();
  } else {
    throw UsageError({path.string(), ending.empty() ? "no ending" : fmt::format("the ending \"{}\"", ending),
                      ".txt, .md, .csv or .json", ""});
  }
  if (path.has_parent_path()) create_folders(path.parent_path());
  write_file_atomically(path, content);
}

std::ostream& operator<<(std::ostream& stream, const Table& table) { return stream << table.text(); }

}  // namespace strata
