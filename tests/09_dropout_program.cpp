// Chapter 9's program as its user meets it.

#include <catch2/catch.hpp>

#include "tests/chapter_program.hpp"

using namespace strata;

namespace {

const std::vector<std::string> quick{"--epochs", "2", "--images", "30", "--full-epochs", "1", "--width", "16"};

}  // namespace

TEST_CASE("Chapter 9's program leaves its pictures, tables and weights") {
  const ChapterProgram program(STRATA_PROGRAM);
  const ProcessResult result = program.succeed_with_gnuplot(quick);
  check_contains(result.output, {"variance of m", "the mean loss of 20000 masks", "30 images, 2 epochs", "with masks",
                                 "asked in five ways", "told apart", "every gradient is right", "Pictures:"});
  CHECK(program.results() == result_files({"doubt_known", "doubt_stranger", "doubt_trusted", "masks",
                                           "overfitting_accuracy", "overfitting_loss"},
                                          {"doubt.md", "history.csv", "masks.md", "overfitting.json", "overfitting.md",
                                           "test_above_train.md", "ways_to_ask.md", "weights.safetensors"},
                                          has_drawn(result)));
}

TEST_CASE("Chapter 9: one seed gives the same bits with one thread, two and three, and another seed gives others",
          "[repeats]") {
  const ChapterProgram program(STRATA_PROGRAM);
  const std::vector<std::string> files{"weights.safetensors", "history.csv", "ways_to_ask.md", "doubt.md"};
  check_equal_on_threads(program, quick, files);
  for (std::size_t i : {0U, 1U}) CHECK_FALSE(program.equal(files[i], "one", "other"));
}

TEST_CASE("The homework's DeepFCNet trains on any images") {
  const ChapterProgram program(STRATA_PROGRAM);
  const ProcessResult result = program.succeed({"--deep-fc-net", "--epochs", "2"});
  check_contains(result.output, {"DeepFCNet.fc1_dropout", "homework's settings", "homework's report", "39.2 %"});
  CHECK(program.results() == std::vector<std::string>{"deep_fc_net.json", "deep_fc_net.md"});
}

TEST_CASE("Options that say nothing about DeepFCNet are refused beside it", "[layering]") {
  const ChapterProgram program(STRATA_PROGRAM, {10, 10, 2, 3});
  for (const std::string option : {"--images", "--full-epochs", "--width"}) {
    const ProcessResult result = program.run({"--deep-fc-net", option, "5"});
    CHECK(result.exit_status == 2);
    check_contains(result.messages, {option + ": got --deep-fc-net beside it, expected one of the two", "--epochs"});
  }
}

TEST_CASE("Chapter 9's program says what is wrong") {
  const ChapterProgram program(STRATA_PROGRAM, {10, 10, 2, 3});
  check_wrong_options(program, {{"--epochs", "0"},
                                {"--images", "none"},
                                {"--full-epochs", "-1"},
                                {"--width", "0"},
                                {"--batch-size", "0"},
                                {"--p", "2"}});
  check_missing_data(program);
}
