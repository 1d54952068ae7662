// Chapter 16's program as its user meets it.

#include <catch2/catch.hpp>

#include "tests/chapter_program.hpp"

using namespace strata;

TEST_CASE("Chapter 16's program leaves its pictures and tables") {
  const ChapterProgram program(STRATA_PROGRAM);
  const ProcessResult result = program.call({"--out", program.out().string()});
  INFO(result.messages);
  REQUIRE(result.exit_status == 0);
  check_contains(result.output, {"Device: ", "A million tenths", "every gradient is right", "Pictures:"});
#ifndef STRATA_CUDA
  check_contains(result.output, {"emulated CUDA", "What they do for", "no barrier between its steps",
                                 "divergent barrier", "never comes to"});
  CHECK(program.results() == result_files({"counts", "errors", "rows", "trees"},
                                          {"counts.json", "counts.md", "mistakes.md", "rows.md", "tenths.md"}, false));
#endif
}

TEST_CASE("Wrong options of chapter 16's program end with 2 and a hint", "[layering]") {
  const ChapterProgram program(STRATA_PROGRAM);
  for (const std::vector<std::string>& wrong :
       {std::vector<std::string>{"--seed", "none"}, std::vector<std::string>{"--data", "mnist"}}) {
    const ProcessResult result = program.call(wrong);
    CHECK(result.exit_status == 2);
    check_one_line(result.messages);
  }
}
