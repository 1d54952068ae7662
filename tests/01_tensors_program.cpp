// Chapter 1's program as its user meets it.

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/chapter_program.hpp"
#include "tests/full_disk.hpp"

using namespace strata;

namespace {

std::vector<std::string> all_results(bool drawn) {
  return result_files({"class_means", "confusions", "how_few"}, {"results.md"}, drawn);
}

}  // namespace

TEST_CASE("Chapter 1's program leaves its pictures and its table") {
  const ChapterProgram program(STRATA_PROGRAM);
  const ProcessResult result = program.succeed_with_gnuplot();
  check_contains(result.output, {"120 training images [N=120,H=5,W=7,C=1]", "nearest class mean", "Pictures:"});
  CHECK(program.results() == all_results(has_drawn(result)));
}

TEST_CASE("Without gnuplot, chapter 1's program says how to draw and ends well", "[layering]") {
  const ChapterProgram program(STRATA_PROGRAM);
  const ProcessResult result = program.succeed();
  check_contains(result.messages, {"class_means.png is not drawn", "apt install gnuplot-nox"});
  CHECK(std::count(result.messages.begin(), result.messages.end(), '\n') == 1);  // once, not for every picture
  CHECK(program.results() == all_results(false));
}

TEST_CASE("Chapter 1's program gives the same results with one thread and two, and draws others with another seed",
          "[repeats]") {
  const ChapterProgram program(STRATA_PROGRAM, {1100, 300, 9, 9});  // several chunks of samples and of pixels
  program.succeed({"--threads", "1", "--seed", "5"}, "one");
  program.succeed({"--threads", "2", "--seed", "5"}, "two");
  program.succeed({"--threads", "2", "--seed", "6"}, "other");
  CHECK(program.results("one") == all_results(false));
  for (const std::string& file : program.results("one")) {
    INFO(file);
    CHECK(program.equal(file, "one", "two"));
  }
  CHECK_FALSE(program.equal("how_few.dat", "one", "other"));
}

TEST_CASE("Chapter 1's program says which data it cannot find", "[layering]") {
  check_missing_data(ChapterProgram(STRATA_PROGRAM, {10, 10, 2, 3}));
}

TEST_CASE("Chapter 1's program works on ten images", "[layering]") {
  const ChapterProgram program(STRATA_PROGRAM, {10, 1, 1, 1});
  program.succeed();
  CHECK(program.results() == all_results(false));
}

TEST_CASE("A full disk stops chapter 1's program with one sentence and no half file", "[layering]") {
  const ChapterProgram program(STRATA_PROGRAM, {20, 10, 28, 28});
  const FullDisk full(8192);
  const ProcessResult result = program.run({});
  CHECK(result.exit_status == 1);
  check_contains(result.messages, {(program.out() / "class_means.dat").string()});
  check_one_line(result.messages);
  CHECK(program.results().empty());
}
