// Chapter 10's program as its user meets it.

#include <catch2/catch.hpp>

#include "tests/chapter_program.hpp"

using namespace strata;

namespace {

const std::vector<std::string> repeatable{"weights.safetensors", "history.csv", "fields.md", "feature_maps.dat"};

ProcessResult short_run(const ChapterProgram& program, const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments{"--epochs", "1", "--networks", "1"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return program.succeed(arguments);
}

}  // namespace

TEST_CASE("Chapter 10's program leaves its pictures, tables and weights") {
  const ChapterProgram program(STRATA_PROGRAM);
  const ProcessResult result = program.succeed_with_gnuplot({"--epochs", "1", "--networks", "1"});
  check_contains(result.output,
                 {"120 training images", "shuffled", "network.conv1_activation", "im2col", "every gradient is right",
                  "Forward and backward pass, 32 to 32 channels", "mean of 1 random networks", "Pictures:"});
  CHECK(program.results() ==
        result_files({"feature_maps", "field_growth", "fields", "filters", "times"},
                     {"fields.md", "history.csv", "results.json", "results.md", "times.md", "weights.safetensors"},
                     has_drawn(result)));
}

TEST_CASE("Chapter 10: one seed gives the same bits with one thread, two and three, and another seed gives others",
          "[repeats]") {
  const ChapterProgram program(STRATA_PROGRAM);
  check_equal_on_threads(program, {"--epochs", "1", "--networks", "1"}, repeatable);
  for (const std::string& file : repeatable) CHECK_FALSE(program.equal(file, "one", "other"));
}

TEST_CASE("Chapter 10's program computes with the kernels that it is asked for", "[repeats]") {
  const ChapterProgram program(STRATA_PROGRAM);
  const std::string loops = short_run(program, {"--kernels", "loops"}).output;
  check_contains(loops, {"416  loops"});
  check_contains(short_run(program).output, {"416  im2col"});
}

TEST_CASE("Wrong options of chapter 10's program end with 2 and a hint, and leave nothing") {
  const ChapterProgram program(STRATA_PROGRAM, {10, 10, 2, 3});
  check_wrong_options(program, {{"--kernels", "fast"},
                                {"--networks", "0"},
                                {"--networks", "many"},
                                {"--batch-size", "0"},
                                {"--epochs", "0"},
                                {"--threads", "0"}});
}

TEST_CASE("Chapter 10's program says which data it cannot find") {
  check_missing_data(ChapterProgram(STRATA_PROGRAM, {10, 10, 2, 3}));
}
