// Chapter 6's program as its user meets it.

#include <catch2/catch.hpp>

#include "tests/chapter_program.hpp"

using namespace strata;

namespace {

std::vector<std::string> all_results(bool drawn) {
  return result_files({"beale", "inverse_sqrt", "ratio", "rosenbrock", "schedules", "steps"},
                      {"results.json", "results.md"}, drawn);
}

// What the program prints and draws, without times of computing.
std::string accuracies(const ProcessResult& result) {
  return result.output.substr(result.output.find("Mean size of the weights"),
                              result.output.find("Pictures:") - result.output.find("Mean size of the weights"));
}

}  // namespace

TEST_CASE("Chapter 6's program leaves its pictures and its table") {
  const ChapterProgram program(STRATA_PROGRAM);
  const ProcessResult result = program.succeed_with_gnuplot({"--epochs", "2", "--batch-size", "30"});
  check_contains(result.output, {"Rosenbrock", "Beale", "120 training images", "AdaSmooth, M = 100", "Pictures:"});
  CHECK(program.results() == all_results(has_drawn(result)));
}

TEST_CASE("One seed gives chapter 6's program the same bits on one thread, two and three, another seed others",
          "[repeats]") {
  const ChapterProgram program(STRATA_PROGRAM, {300, 40, 9, 8});
  auto results = check_equal_on_threads(program, {"--epochs", "2"}, {"ratio.dat", "steps.dat", "rosenbrock.dat"});
  const std::string one = accuracies(results["one"]);
  CHECK(one == accuracies(results["two"]));
  CHECK(one == accuracies(results["three"]));
  CHECK(one != accuracies(results["other"]));
  CHECK_FALSE(program.equal("steps.dat", "one", "other"));
}

TEST_CASE("Epochs and batch size decide how many steps chapter 6's program takes", "[layering]") {
  const ChapterProgram program(STRATA_PROGRAM);  // 120 images
  program.succeed({"--epochs", "2", "--batch-size", "50"});
  const std::string steps = program.bytes("steps.dat");
  CHECK(steps.find("\n6 ") != std::string::npos);  // 50, 50 and 20 images, twice
  CHECK(steps.find("\n7 ") == std::string::npos);
}

TEST_CASE("Wrong options of chapter 6's program end with 2 and a hint, and leave nothing", "[layering]") {
  const ChapterProgram program(STRATA_PROGRAM, {10, 10, 2, 3});
  check_wrong_options(
      program, {{"--batch-size", "0"}, {"--epochs", "0"}, {"--threads", "0"}, {"--seed", "one"}, {"--batch", "3"}});
}

TEST_CASE("Chapter 6's program says which data it cannot find", "[layering]") {
  check_missing_data(ChapterProgram(STRATA_PROGRAM, {10, 10, 2, 3}));
}
