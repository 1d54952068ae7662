#include <catch2/catch.hpp>
#include <cmath>

#include "common/image_grid.hpp"
#include "tests/error_matchers.hpp"
#include "tests/file_text.hpp"
#include "tests/picture_files.hpp"
#include "tests/temporary_folder.hpp"

namespace strata {
namespace {

using Pixels = std::vector<float>;

TEST_CASE("an image grid's data are the images' values", "[layering]") {
  const TemporaryFolder folder;
  ImageGrid grid("Images");
  grid.grey("grey", Pixels{0, 0.5, 1, 2, 3, 4}, 2, 3).signed_values("signed", Pixels{-3, 2, 0, 0, 0, 0}, 2, 3);
  grid.rgb("colour", Pixels{1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0.5, 0.5, 0.5}, 2, 3);
  const Picture picture = grid.write(folder / "grid", "none");
  CHECK(text_of(picture.data) ==
        "# \"grey\"\n0 0.5 1\n2 3 4\n\n\n# \"signed\"\n-3 2 0\n0 0 0\n\n\n"
        "# \"colour\"\n0 0 1 0 0\n1 0 0 1 0\n2 0 0 0 1\n0 1 1 1 1\n1 1 0 0 0\n2 1 0.5 0.5 0.5\n\n\n");
  check_contains(text_of(picture.script), {"grey(value) = 255 * (value - 0) / (4 - 0)", "set cbrange [-3:3]",
                                           "data index 0 matrix", "data index 1 matrix", "data index 2 using"});
}

TEST_CASE("images of every kind become one PNG of 800 pixels' width") {
  const TemporaryFolder folder;
  ImageGrid grid("Ten images");
  for (int i = 0; i < 10; ++i) {
    Pixels pixels(std::size_t{28} * 28);
    for (std::size_t p = 0; p < pixels.size(); ++p) pixels[p] = std::sin(static_cast<float>(i) * static_cast<float>(p));
    i % 2 == 0 ? grid.grey(std::to_string(i), pixels, 28, 28) : grid.signed_values(std::to_string(i), pixels, 28, 28);
  }
  grid.rgb("colour", Pixels(std::size_t{28} * 28 * 3, 0.5), 28, 28);
  const Picture picture = grid.write(folder / "grid");
  INFO(picture.problem);
  REQUIRE(picture.png);
  CHECK(png_size(*picture.png).width == 800);
  ImageGrid flat("All the same, and larger than the page");
  const Picture large = flat.grey("zero", Pixels(std::size_t{900} * 1000), 1000, 900).write(folder / "large");
  INFO(large.problem);
  REQUIRE(large.png);
  CHECK(png_size(*large.png).height < 500);
}

TEST_CASE("ten images stand in two rows of five, and pixels are whole squares", "[layering]") {
  const TemporaryFolder folder;
  ImageGrid grid("Ten images");
  for (int i = 0; i < 10; ++i) grid.grey("image", Pixels(std::size_t{28} * 28, static_cast<float>(i)), 28, 28);
  const std::string script = text_of(grid.write(folder / "ten", "none").script);
  check_contains(
      script, {"size 800,356", "(48 + 4*($1 + 0.5)):(70 + 4*($2 + 0.5))", "(640 + 4*($1 + 0.5)):(220 + 4*($2 + 0.5))"});
  ImageGrid row("One row", {.columns = 10});
  for (int i = 0; i < 10; ++i) row.grey("a long title that is cut", Pixels(64), 8, 8);
  CHECK_THAT(text_of(row.write(folder / "row", "none").script), Catch::Matchers::Contains("…"));
}

TEST_CASE("an image grid refuses what does not fit, and says so", "[layering]") {
  ImageGrid grid("Grid");
  check_contains(error_message([&] { grid.write("never"); }), {"Grid", "no images"});
  check_contains(error_message([&] { grid.grey("a", Pixels(5), 2, 3); }), {"\"a\"", "5 values", "height 2 x width 3"});
  check_contains(error_message([&] { grid.grey("a", Pixels{std::nanf("")}, 1, 1); }), {"not finite"});
  check_contains(error_message([&] { grid.rgb("a", Pixels{0, 255, 0}, 1, 1); }), {"value of 255", "0 to 1", "by 255"});
  grid.grey("a", Pixels(6), 2, 3);
  check_contains(error_message([&] { grid.grey("b", Pixels(6), 3, 2); }), {"\"b\"", "3 x 2", "2 x 3"});
}

}  // namespace
}  // namespace strata
