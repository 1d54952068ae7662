#include <catch2/catch.hpp>

#include "tests/command_call.hpp"
#include "tests/error_matchers.hpp"
#include "tools/strata/chapter_list.hpp"

using namespace strata;

TEST_CASE("Chapters come in the order of their numbers, with their names and questions", "[layering]") {
  const Checkout checkout;
  checkout.add_program("02_modules", "true");
  const std::vector<ChapterEntry> chapters = find_chapters(checkout.places());
  REQUIRE(chapters.size() == 3);
  CHECK(chapters[0].folder == "01_tensors");
  CHECK(chapters[1].number == 2);
  CHECK(chapters[1].name == "modules");
  CHECK(chapters[1].question == "how do you know that a derivative is right?");
  CHECK(chapters[1].built);
  CHECK_FALSE(chapters[2].built);
}

TEST_CASE("A chapter answers to its number and to its name", "[layering]") {
  const Checkout checkout;
  const std::vector<ChapterEntry> chapters = find_chapters(checkout.places());
  for (const std::string text : {"3", "03", "003", "linear", "03_linear"}) {
    CHECK(chapter_named(chapters, text).folder == "03_linear");
  }
}

TEST_CASE("What is no chapter is refused with the list of those that are", "[layering]") {
  const Checkout checkout;
  const std::vector<ChapterEntry> chapters = find_chapters(checkout.places());
  for (const std::string text : {"4", "0", "", "33", "-3", "3_linear", "3.", "README", "../03_linear"}) {
    CHECK_THROWS_AS(chapter_named(chapters, text), UsageError);
  }
  check_contains(error_message([&] { chapter_named(chapters, "lienar"); }),
                 {"\"lienar\"", "01_tensors, 02_modules, 03_linear", "did you mean linear?"});
  check_contains(error_message([&] { chapter_named(chapters, "7"); }), {"\"7\"", "`./strata list`"});
}

TEST_CASE("Folders and files with other names are no chapters", "[layering]") {
  const Checkout checkout;
  write_text(checkout.places().source / "chapters/CMakeLists.txt", "");
  write_text(checkout.places().source / "chapters/04_notes", "a file");
  write_text(checkout.places().source / "chapters/4_four/README.md", "# 4. Four: is it one?\n");
  write_text(checkout.places().source / "chapters/05/README.md", "# 5. Five: is it one?\n");
  CHECK(find_chapters(checkout.places()).size() == 3);
}

TEST_CASE("A chapter without a title line has no question", "[layering]") {
  const Checkout checkout;
  checkout.add_chapter("04_activations", "Activations: no title");
  std::filesystem::create_directories(checkout.places().source / "chapters/05_losses");
  const std::vector<ChapterEntry> chapters = find_chapters(checkout.places());
  REQUIRE(chapters.size() == 5);
  CHECK(chapters[3].question.empty());
  CHECK(chapters[4].question.empty());
}

TEST_CASE("Chapters deleted from the end are gone from the list and nothing else changes", "[layering]") {
  const Checkout checkout;
  std::filesystem::remove_all(checkout.places().source / "chapters/03_linear");
  std::filesystem::remove_all(checkout.places().source / "chapters/02_modules");
  const std::vector<ChapterEntry> chapters = find_chapters(checkout.places());
  REQUIRE(chapters.size() == 1);
  CHECK(chapters[0].folder == "01_tensors");
  CHECK_THROWS_AS(chapter_named(chapters, "3"), UsageError);
  std::filesystem::remove_all(checkout.places().source / "chapters");
  CHECK(find_chapters(checkout.places()).empty());
}
