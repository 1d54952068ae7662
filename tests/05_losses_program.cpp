// Chapter 5's program as its user meets it.

#include <catch2/catch.hpp>

#include "tests/chapter_program.hpp"

using namespace strata;

namespace {

std::vector<std::string> all_results(bool drawn) {
  return result_files({"accuracies", "errors", "lines", "recovery", "sure_and_wrong"},
                      {"accuracies.csv", "accuracies.md", "lines.md"}, drawn);
}

}  // namespace

TEST_CASE("Chapter 5's program leaves its pictures and tables") {
  const ChapterProgram program(STRATA_PROGRAM);
  const ProcessResult result = program.succeed_with_gnuplot({"--epochs", "1", "--batch-size", "30"});
  check_contains(result.output, {"120 training images, 40 test images", "every gradient is right", "MSE on softmax",
                                 "infinity", "NaN", "Pictures:"});
  CHECK(program.results() == all_results(has_drawn(result)));
}

TEST_CASE("Without gnuplot, chapter 5's program says how to draw, and ends well", "[layering]") {
  const ChapterProgram program(STRATA_PROGRAM);
  const ProcessResult result = program.succeed({"--epochs", "1"});
  check_contains(result.messages, {"errors.png is not drawn", "&& gnuplot errors.gp"});
  CHECK(program.results() == all_results(false));
}

TEST_CASE("Chapter 5's program gives the same bits with one thread, two and three, and others for another seed",
          "[repeats]") {
  const ChapterProgram program(STRATA_PROGRAM, {600, 40, 28, 28});
  check_equal_on_threads(program, {"--epochs", "1", "--batch-size", "450"},
                         {"accuracies.csv", "accuracies.dat", "lines.dat"});
  CHECK_FALSE(program.equal("accuracies.dat", "one", "other"));
}

TEST_CASE("Wrong options of chapter 5's program end with 2 and a hint, and leave nothing", "[layering]") {
  const ChapterProgram program(STRATA_PROGRAM, {10, 10, 2, 3});
  check_wrong_options(program,
                      {{"--batch-size", "0"}, {"--epochs", "0"}, {"--threads", "none"}, {"--learning-rate", "1"}});
}

TEST_CASE("Chapter 5's program says which data it cannot find", "[layering]") {
  check_missing_data(ChapterProgram(STRATA_PROGRAM, {10, 10, 2, 3}));
}

TEST_CASE("A data set of one image is too small for chapter 5's program, and it says so", "[layering]") {
  const ChapterProgram program(STRATA_PROGRAM, {1, 1, 2, 3});
  const ProcessResult result = program.run({});
  CHECK(result.exit_status == 1);
  check_contains(result.messages, {"got 1 training image", "2 or more", "Hint: "});
}
