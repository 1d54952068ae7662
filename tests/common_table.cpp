#include <catch2/catch.hpp>
#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>

#include "common/atomic_file.hpp"
#include "common/table.hpp"
#include "common/text_width.hpp"
#include "tests/error_matchers.hpp"
#include "tests/file_text.hpp"
#include "tests/full_disk.hpp"
#include "tests/picture_files.hpp"
#include "tests/temporary_folder.hpp"

namespace strata {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

Table layer_table() {
  Table table({{"layer"}, {"parameters"}, {"time", "s"}, {"accuracy"}, {"note", "", Align::right}});
  table.row({"linear", 242762, Real{12.345, 1}, Percent{0.677}, "a"});
  table.row({"größe 漢字", -1234, nan, Percent{1}, "right"});
  return table;
}

TEST_CASE("a table as text is aligned, numbers right and text left", "[layering]") {
  CHECK(layer_table().text() ==
        "layer       parameters  time (s)  accuracy   note\n"
        "----------  ----------  --------  --------  -----\n"
        "linear         242,762      12.3    67.7 %      a\n"
        "größe 漢字      -1,234       NaN   100.0 %  right\n");
  std::ostringstream stream;
  stream << layer_table();
  CHECK(stream.str() == layer_table().text());
}

TEST_CASE("cells show thousands separators, digits and percent signs", "[layering]") {
  CHECK(Cell(0).text() == "0");
  CHECK(Cell(999).text() == "999");
  CHECK(Cell(-999).text() == "-999");
  CHECK(Cell(1000).text() == "1,000");
  CHECK(Cell(-100000).text() == "-100,000");
  CHECK(Cell(std::numeric_limits<std::int64_t>::min()).text() == "-9,223,372,036,854,775,808");
  CHECK(Cell(0.4124F).text() == "0.412");
  CHECK(Cell(Percent{0.8204, 2}).text() == "82.04 %");
  CHECK(Cell(infinity).text() == "infinity");
  CHECK(Cell(Percent{-infinity}).text() == "-infinity %");
}

TEST_CASE("a table as Markdown escapes what would end a cell", "[layering]") {
  Table table({{"a|b"}, {"n"}});
  table.row({"x|y\nz", 1});
  CHECK(table.markdown() == "| a\\|b | n |\n| --- | ---: |\n| x\\|y z | 1 |\n");
}

TEST_CASE("a table as CSV follows RFC 4180 and keeps all digits", "[layering]") {
  Table table({{"name, quoted"}, {"value", "s"}});
  table.row({"say \"hi\"", 1234567}).row({"line\nbreak", Percent{0.677}}).row({"plain", Real{1.0 / 3, 1}});
  table.row({"none", nan}).row({"least", -infinity});
  CHECK(table.csv() ==
        "\"name, quoted\",value (s)\r\n\"say \"\"hi\"\"\",1234567\r\n\"line\nbreak\",0.677\r\n"
        "plain,0.3333333333333333\r\nnone,NaN\r\nleast,-Infinity\r\n");
}

TEST_CASE("a table as JSON keeps numbers as numbers and names what JSON has no number for", "[layering]") {
  Table table({{"text"}, {"value", "s"}});
  table.row({"é \xFF", 242762}).row({"", Percent{0.5}}).row({"", nan}).row({"", infinity}).row({"", -infinity});
  const auto json = nlohmann::json::parse(table.json());
  CHECK(json["columns"][1] == nlohmann::json({{"title", "value"}, {"unit", "s"}}));
  CHECK(json["rows"][0]["text"] == "é \uFFFD");
  CHECK(json["rows"][0]["value"].is_number_integer());
  CHECK(json["rows"][0]["value"] == 242762);
  CHECK(json["rows"][1]["value"] == 0.5);
  CHECK(json["rows"][2]["value"] == "NaN");
  CHECK(json["rows"][3]["value"] == "Infinity");
  CHECK(json["rows"][4]["value"] == "-Infinity");
  CHECK(Table({{"empty"}}).json() ==
        "{\n  \"columns\": [\n    {\n      \"title\": \"empty\",\n      \"unit\": \"\"\n    }\n"
        "  ],\n  \"rows\": []\n}\n");
}

TEST_CASE("a table is written as the ending of its path says", "[layering]") {
  const TemporaryFolder folder;
  const Table table = layer_table();
  for (const auto& [name, content] : std::vector<std::pair<std::string, std::string>>{{"deep/t.txt", table.text()},
                                                                                      {"t.md", table.markdown()},
                                                                                      {"t.csv", table.csv()},
                                                                                      {"t.json", table.json()}}) {
    table.write(folder / name);
    CHECK(text_of(folder / name) == content);
  }
  CHECK_THROWS_AS(table.write(folder / "t.xls"), UsageError);
  CHECK(error_message([&] { table.write(folder / "t"); }) ==
        (folder / "t").string() + ": got no ending, expected .txt, .md, .csv or .json.");
  {
    const FullDisk disk(10);
    check_contains(error_message([&] { table.write(folder / "t.md"); }), {"t.md", "File too large"});
  }
  CHECK(text_of(folder / "t.md") == table.markdown());  // the earlier file is still whole
}

TEST_CASE("a table refuses rows and columns that do not fit", "[layering]") {
  Table table({{"a"}, {"b"}});
  table.row({1, 2});
  CHECK(error_message([&] { table.row({1}); }) == "table, row 2: got 1 cells, expected 2, one per column.");
  CHECK(table.rows() == 1);
  check_contains(error_message([] { Table({{"a"}, {"b"}, {"a"}}); }), {"two columns named \"a\""});
  check_contains(error_message([] { Table(std::vector<Column>{}); }), {"no columns"});
}

TEST_CASE("text is as wide as a terminal shows it", "[layering]") {
  CHECK(text_width("größe") == 5);
  CHECK(text_width("e\u0301") == 1);
  CHECK(text_width("漢字") == 4);
  CHECK(text_width("😀") == 2);
  CHECK(text_width("a\xFF\xC3") == 3);  // not UTF-8
  CHECK(text_width("\xE6z\xBC") == 3);
  CHECK(text_width(std::string_view("öö").substr(0, 3)) == 2);  // ends inside a character
  CHECK(cut_to_width("漢字", 3) == "漢");
  CHECK(cut_to_width("größe", 3) == "grö");
  CHECK(cut_to_width("ab", 5) == "ab");
  CHECK(one_line("a\tb\r\nc") == "a b  c");
}

}  // namespace
}  // namespace strata
