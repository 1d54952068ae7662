// Chapter 8's program as its user meets it.

#include <catch2/catch.hpp>

#include "tests/chapter_program.hpp"

using namespace strata;

namespace {

std::vector<std::string> normalisation_results(bool drawn) {
  return result_files({"company", "deep_chains", "first_layer", "images_per_batch", "inputs", "learning_rates"},
                      {"alike.md", "deep_chains.json", "deep_chains.md", "first_layer.md", "images_per_batch.md",
                       "learning_rates.md", "mistakes.md", "modes.md", "variances.md", "weight_scales.md"},
                      drawn);
}

}  // namespace

TEST_CASE("Chapter 8's program trains, prints its tables and leaves its results") {
  const ChapterProgram program(STRATA_PROGRAM, {60, 20, 5, 7});
  const ProcessResult result = program.succeed_with_gnuplot({"--epochs", "1"});
  check_contains(result.output,
                 {"60 training images, 20 test images", "BatchNorm                PyTorch's", "mean cosine",
                  "every measured gradient is right", "unbiased deviation for the biased one  wrong factor",
                  "path through the variance forgotten    wrong, for no known reason  passes", "E[x²] - E[x]²",
                  "evaluation", "|W|² after", "Pictures:"});
  CHECK(program.results() == normalisation_results(has_drawn(result)));
}

TEST_CASE("Chapter 8's program gives the same bits with one thread, two and three, and others with another seed",
          "[repeats]") {
  const ChapterProgram program(STRATA_PROGRAM, {700, 40, 5, 7});
  const std::vector<std::string> results{"deep_chains.dat", "images_per_batch.dat", "inputs.dat", "first_layer.dat"};
  check_equal_on_threads(program, {"--epochs", "8"}, results);
  for (const std::string& file : results) CHECK_FALSE(program.equal(file, "one", "other"));
}

TEST_CASE("Chapter 8's program explains a batch of one, and wrong options", "[layering]") {
  const ChapterProgram program(STRATA_PROGRAM, {20, 10, 2, 3});
  const ProcessResult one = program.run({"--batch-size", "1"});
  CHECK(one.exit_status == 1);
  check_contains(one.messages, {"chain.norm1, training", "one value per channel", "larger batch"});
  check_wrong_options(program, {{"--batch-size", "0"}, {"--epochs", "-1"}, {"--threads", "0"}, {"--seed", "one"}});
  check_missing_data(program);
}
