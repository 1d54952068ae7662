// Chapter 14's program as its user meets it.

#include <catch2/catch.hpp>
#include <regex>

#include "tests/chapter_program.hpp"

using namespace strata;

namespace {

// Enough to see that every step runs; its times mean nothing.
ProcessResult climb(const ChapterProgram& program, std::vector<std::string> more = {}) {
  more.insert(more.end(), {"--batch-size", "1", "--rounds", "1", "--threads", "2", "--out", program.out()});
  ProcessResult result = program.call(more);
  INFO(result.output << result.messages);
  CHECK(result.exit_status == 0);
  return result;
}

}  // namespace

TEST_CASE("Chapter 14's program climbs the whole ladder and leaves tables and pictures") {
  const ChapterProgram program(STRATA_PROGRAM);
  const ProcessResult result = climb(program);
  check_contains(result.output, {"Step 1, plain loops", "Step 4, direct", "Step 6, Winograd, F(4×4)", "Step 7, fusion",
                                 "Step 8, memory", "Step 9, threads", "Step 10, the optimiser",
                                 "The whole ladder:", "SimpleCNN runs as", "conv1 + conv1_activation + pool1",
                                 "every gradient is right", "Pictures:"});
  CHECK(program.results() == result_files({"gains", "ladder"}, {"convolutions.md", "ladder.json", "ladder.md"}, false));
}

TEST_CASE("A step of chapter 14's ladder stands beside the one before it, and its results are right") {
  const ChapterProgram program(STRATA_PROGRAM);
  const ProcessResult result = climb(program, {"--step", "6"});
  check_contains(result.output, {"Step 6, Winograd, F(4×4).", "Winograd, F(2×2)", "times the step before"});
  CHECK(result.output.find("Step 5") == std::string::npos);
  CHECK(result.output.find("plain loops") == std::string::npos);
  // Errors of both kernels: above zero, and far below one.
  const std::regex error(" [0-9.]+e-0[5-7]\n");
  const auto begin = std::sregex_iterator(result.output.begin(), result.output.end(), error);
  CHECK(std::distance(begin, std::sregex_iterator()) == 2);
  CHECK(program.results().empty());
  check_contains(climb(program, {"--step", "7"}).output, {"three layers", "one step"});
  check_contains(climb(program, {"--step", "8"}).output, {"one step", "of the memory"});
  check_contains(climb(program, {"--step", "10"}).output, {"one after the other", "160,906"});
}

TEST_CASE("Wrong options of chapter 14's program end with 2 and a hint, and leave nothing", "[layering]") {
  const ChapterProgram program(STRATA_PROGRAM, {10, 10, 2, 3});
  const std::vector<std::vector<std::string>> wrong{{"--step", "0"},       {"--step", "11"},  {"--step", "direct"},
                                                    {"--batch-size", "0"}, {"--rounds", "0"}, {"--threads", "0"}};
  for (const std::vector<std::string>& arguments : wrong) {
    INFO(arguments.front() << ' ' << arguments.back());
    const ProcessResult result = program.call(arguments);
    CHECK(result.exit_status == 2);
    check_contains(result.messages, {arguments.front(), "Hint: "});
    check_one_line(result.messages);
  }
}
