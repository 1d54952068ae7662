// Chapter 11's program as its user meets it.

#include <catch2/catch.hpp>

#include "tests/chapter_program.hpp"

using namespace strata;

namespace {

const std::vector<std::string> repeatable{"weights.safetensors", "history.csv", "feature_shifts.csv",
                                          "prediction_shifts.csv"};

}  // namespace

TEST_CASE("Chapter 11's program leaves its pictures, tables, weights and a checkpoint") {
  const ChapterProgram program(STRATA_PROGRAM, {120, 40, 9, 7});
  const ProcessResult result = program.succeed({"--epochs", "2"});
  check_contains(result.output,
                 {"SimpleCNN.conv1", "homework's report", "not comparable", "Gradient checks", "0 0 1 1 0 0 1 1",
                  "every second pixel  0 0 0 0          0    1 1 1 1",
                  "Training SimpleCNN:", "Training \"max pool, global mean\":", "in a black frame", "Pictures:"});
  CHECK(program.results() ==
        result_files({"pooled", "power_means", "shift_accuracy", "shift_features", "simple_cnn_accuracy"},
                     {"checkpoint.safetensors", "feature_shifts.csv", "history.csv", "prediction_shifts.csv",
                      "results.json", "results.md", "weights.safetensors"},
                     false));
}

TEST_CASE("Chapter 11: one seed gives the same bits with one thread, two and three, and another seed gives others",
          "[repeats]") {
  const ChapterProgram program(STRATA_PROGRAM, {120, 40, 9, 7});
  check_equal_on_threads(program, {}, repeatable);
  for (const std::string& file : repeatable) CHECK_FALSE(program.equal(file, "one", "other"));
}

TEST_CASE("SimpleCNN: one epoch and one more by --resume are two, to the last bit, dropout included", "[repeats]") {
  const ChapterProgram program(STRATA_PROGRAM, {120, 40, 9, 7});
  program.succeed({"--epochs", "2"}, "whole");
  program.succeed({"--epochs", "1"}, "parts");
  program.succeed({"--epochs", "2", "--resume"}, "parts");
  for (const std::string& file : repeatable) CHECK(program.equal(file, "whole", "parts"));
}

TEST_CASE("Several seeds of SimpleCNN give their mean and spread") {
  const ChapterProgram program(STRATA_PROGRAM);
  const std::vector<std::string> options{"--seeds", "2", "--recipe", "book"};
  check_contains(program.succeed(options).output, {"Test accuracy of 2 seeds, last epoch"});
}

TEST_CASE("Chapter 11's program says what is wrong") {
  const ChapterProgram program(STRATA_PROGRAM);
  check_wrong_options(program, {{"--recipe", "best"},
                                {"--seeds", "0"},
                                {"--shift-images", "-1"},
                                {"--shift-epochs", "0"},
                                {"--batch-size", "0"}});
  check_missing_data(ChapterProgram(STRATA_PROGRAM, {10, 10, 2, 3}));
}
