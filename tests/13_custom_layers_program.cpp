// Chapter 13's program as its user meets it.

#include <catch2/catch.hpp>

#include "tests/chapter_program.hpp"

using namespace strata;

namespace {

const std::vector<std::string> few{"--images", "40", "--epochs", "1"};
const std::vector<std::string> always_equal{"betas.md", "attention.md", "betas.dat", "gates_16.dat",
                                            "spatial_masks.dat"};

}  // namespace

TEST_CASE("Chapter 13's program leaves its pictures and tables") {
  const ChapterProgram program(STRATA_PROGRAM, {120, 40, 9, 8});
  const ProcessResult result = program.succeed(few);
  check_contains(result.output, {"every entry is 4 times what it should be", "partly wrong", "are not numbers",
                                 "LearnableSwish(1)", "[N=4,H=16,W=16,C=3]", "mean_conv2d(16, 3x3)", "learnt, from 0",
                                 "reduction 16", "Before training", "Pictures:"});
  CHECK(program.results() == result_files({"betas", "gates_16", "gates_4", "spatial_masks", "swish"},
                                          {"attention.md", "betas.md", "comparison.json", "comparison.md"}, false));
}

TEST_CASE("Chapter 13: one seed gives the same bits with one thread, two and three, and another seed gives others",
          "[repeats]") {
  const ChapterProgram program(STRATA_PROGRAM, {120, 40, 9, 8});
  check_equal_on_threads(program, few, always_equal);
  for (const char* const file : {"betas.dat", "spatial_masks.dat"}) CHECK_FALSE(program.equal(file, "one", "other"));
}

TEST_CASE("Chapter 13's program says what is wrong") {
  const ChapterProgram program(STRATA_PROGRAM);
  check_wrong_options(program, {{"--images", "0"}, {"--images", "many"}, {"--batch-size", "0"}});
  check_missing_data(ChapterProgram(STRATA_PROGRAM, {10, 10, 2, 3}));
}
