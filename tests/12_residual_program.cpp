// Chapter 12's program as its user meets it.

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/chapter_program.hpp"

using namespace strata;

namespace {

const std::vector<std::string> repeatable{"weights.safetensors", "history.csv", "towers.md"};
const std::vector<std::string> little{"--images", "40", "--steps", "20", "--passes", "1"};

// At the end of the line that begins so.
double last_percentage(const std::string& output, const std::string& begin) {
  const std::size_t line = output.find("\n" + begin);
  REQUIRE(line != std::string::npos);
  const std::size_t sign = output.rfind(" %", output.find('\n', line + 1));
  return std::stod(output.substr(output.rfind(' ', sign - 1), sign));
}

}  // namespace

TEST_CASE("Chapter 12's program leaves its pictures, tables, weights and a checkpoint") {
  const ChapterProgram program(STRATA_PROGRAM, {120, 40, 9, 7});
  const ProcessResult result = program.succeed({"--images", "40", "--steps", "20", "--passes", "1", "--epochs", "2"});
  check_contains(result.output, {"CNNWithResidual.block2.shortcut.conv", "homework's report", "not comparable",
                                 "Gradient checks", "bottleneck", "its branch alone", "with shortcuts",
                                 "one block left out", "50 layers: the loss before the first step is ",
                                 "on the same 10 test images", "without CNNWithResidual.block3", "Pictures:"});
  // One network and the same images: one accuracy.
  CHECK(last_percentage(result.output, "whole") == Approx(last_percentage(result.output, "Adam 1e-3, batch 64")));
  CHECK(result.output.find("wrong") == std::string::npos);
  CHECK(program.results() == result_files({"gradient_flow", "left_out", "tower_losses"},
                                          {"checkpoint.safetensors", "gradient_flow.md", "history.csv", "results.json",
                                           "results.md", "towers.md", "weights.safetensors"},
                                          false));
}

TEST_CASE("Chapter 12: one seed gives the same bits with one thread, two and three, and another seed gives others",
          "[repeats]") {
  const ChapterProgram program(STRATA_PROGRAM, {120, 40, 9, 7});
  check_equal_on_threads(program, little, repeatable);
  for (const std::string& file : repeatable) CHECK_FALSE(program.equal(file, "one", "other"));
}

TEST_CASE("CNNWithResidual: one epoch and one more by --resume are two, to the last bit", "[repeats]") {
  const ChapterProgram program(STRATA_PROGRAM, {120, 40, 9, 7});
  program.succeed({"--images", "0", "--steps", "20", "--passes", "1", "--epochs", "2"}, "whole");
  program.succeed({"--images", "0", "--steps", "20", "--passes", "1", "--epochs", "1"}, "parts");
  program.succeed({"--images", "0", "--steps", "20", "--passes", "1", "--epochs", "2", "--resume"}, "parts");
  for (const std::string& file : repeatable) CHECK(program.equal(file, "whole", "parts"));
}

TEST_CASE("Several seeds of CNNWithResidual give their mean and spread") {
  const ChapterProgram program(STRATA_PROGRAM);
  const ProcessResult result = program.succeed({"--images", "40", "--seeds", "2"});
  check_contains(result.output, {"Test accuracy of 2 seeds, last epoch"});
  CHECK(result.output.find("Gradient checks") == std::string::npos);
}

TEST_CASE("Chapter 12's program says what is wrong") {
  const ChapterProgram program(STRATA_PROGRAM);
  check_wrong_options(program, {{"--recipe", "best"},
                                {"--images", "-1"},
                                {"--steps", "19"},
                                {"--seeds", "0"},
                                {"--passes", "0"},
                                {"--batch-size", "0"}});
  check_missing_data(ChapterProgram(STRATA_PROGRAM, {10, 10, 2, 3}));
}
