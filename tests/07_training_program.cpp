// Chapter 7's program as its user meets it.

#include <catch2/catch.hpp>

#include "tests/chapter_program.hpp"

using namespace strata;

namespace {

const std::vector<std::string> repeatable{"weights.safetensors", "history.csv"};

}  // namespace

TEST_CASE("Chapter 7's program leaves its pictures, tables, weights and a checkpoint") {
  const ChapterProgram program(STRATA_PROGRAM);
  const ProcessResult result = program.succeed({"--epochs", "2"});
  check_contains(result.output, {"FCNet.fc1", "homework's report", "not comparable", "Pictures:"});
  CHECK(program.results() ==
        result_files({"fcnet_accuracy", "fcnet_confusions", "fcnet_loss"},
                     {"checkpoint.safetensors", "history.csv", "results.json", "results.md", "weights.safetensors"},
                     false));
}

TEST_CASE("Chapter 7: one seed gives the same bits with one thread, two and three, and another seed gives others") {
  const ChapterProgram program(STRATA_PROGRAM);
  check_equal_on_threads(program, {"--epochs", "2"}, repeatable);
  for (const std::string& file : repeatable) CHECK_FALSE(program.equal(file, "one", "other"));
}

TEST_CASE("Two epochs and then two more by --resume are four epochs, to the last bit") {
  const ChapterProgram program(STRATA_PROGRAM);
  program.succeed({"--epochs", "4"}, "whole");
  program.succeed({"--epochs", "2"}, "parts");
  const ProcessResult resumed = program.succeed({"--epochs", "4", "--resume"}, "parts");
  check_contains(resumed.messages, {"63 %"});
  CHECK(resumed.messages.find(" 50 %") == std::string::npos);  // which an earlier run did
  for (const std::string& file : repeatable) CHECK(program.equal(file, "whole", "parts"));
}

TEST_CASE("Several seeds give their mean and spread; the recipe changes the result") {
  const ChapterProgram program(STRATA_PROGRAM);
  const ProcessResult result = program.succeed({"--epochs", "1", "--seeds", "3", "--recipe", "book"});
  check_contains(result.output, {"Test accuracy of 3 seeds, last epoch", "mean ± standard deviation"});
}

TEST_CASE("Chapter 7's program says what is wrong") {
  const ChapterProgram program(STRATA_PROGRAM);
  const ProcessResult nothing = program.run({"--resume"});
  CHECK(nothing.exit_status == 1);
  check_contains(nothing.messages, {"checkpoint.safetensors: got no checkpoint, expected one of an earlier training",
                                    "Hint: start without --resume."});
  check_wrong_options(program,
                      {{"--recipe", "best"}, {"--seeds", "0"}, {"--checkpoint-steps", "-1"}, {"--batch-size", "0"}});
  check_contains(program.run({"--seeds", "2", "--resume"}).messages, {"--seeds", "one seed"});
  program.succeed({"--epochs", "3", "--batch-size", "32"});
  check_contains(program.run({"--resume", "--batch-size", "32", "--recipe", "book"}).messages,
                 {"the homework's settings", "the book's recipe for 5 epochs"});
  check_contains(program.run({"--resume", "--batch-size", "32", "--epochs", "1"}).messages,
                 {"epoch 4", "at most 1 epochs"});
  const ProcessResult other = program.run({"--resume", "--batch-size", "16"});
  CHECK(other.exit_status == 1);
  check_contains(other.messages, {"batch size 32", "expected 16"});
  check_missing_data(ChapterProgram(STRATA_PROGRAM, {10, 10, 2, 3}));
}
