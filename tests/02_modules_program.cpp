// Chapter 2's program as its user meets it.

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/chapter_program.hpp"
#include "tests/full_disk.hpp"

using namespace strata;

namespace {

std::vector<std::string> all_results(bool drawn) {
  return result_files({"input_gradients", "step_sizes", "wrong_gradients"}, {"wrong_gradients.md"}, drawn);
}

// What the program printed from one heading to the blank line that ends the paragraph.
std::string paragraph(const std::string& output, const std::string& heading) {
  const std::size_t begin = output.find(heading);
  REQUIRE(begin != std::string::npos);
  return output.substr(begin, output.find("\n\n", begin) - begin);
}

}  // namespace

TEST_CASE("Chapter 2's program leaves its pictures and its table") {
  const ChapterProgram program(STRATA_PROGRAM);
  const ProcessResult result = program.succeed_with_gnuplot();
  check_contains(result.output, {"every gradient is right", "Planted mistakes:", "Pictures:"});
  CHECK(program.results() == all_results(has_drawn(result)));
}

TEST_CASE("Without gnuplot, chapter 2's program says how to draw and ends well") {
  const ChapterProgram program(STRATA_PROGRAM);
  const ProcessResult result = program.succeed();
  check_contains(result.messages, {"input_gradients.png is not drawn", "apt install gnuplot-nox"});
  CHECK(std::count(result.messages.begin(), result.messages.end(), '\n') == 1);  // once, not for every picture
  CHECK(program.results() == all_results(false));
}

TEST_CASE("Chapter 2's program gives the same results with one thread and two, and others with another seed",
          "[repeats]") {
  const ChapterProgram program(STRATA_PROGRAM, {4000, 300, 3, 3});  // 40 steps, the accuracy after 30
  const ProcessResult one = program.succeed({"--threads", "1", "--seed", "5"});
  std::filesystem::rename(program.out(), program.out("one"));  // the output names the folder, so both write to one
  const ProcessResult two = program.succeed({"--threads", "2", "--seed", "5"});
  CHECK(one.output == two.output);
  CHECK(program.results() == all_results(false));
  for (const std::string& file : program.results()) {
    INFO(file);
    CHECK(program.equal(file, "out", "one"));
  }
  const ProcessResult other = program.succeed({"--threads", "2", "--seed", "6"}, "other");
  for (const std::string heading : {"The gradient check on", "Planted mistakes:"}) {
    CHECK(paragraph(one.output, heading) != paragraph(other.output, heading));
  }
  for (const std::string file : {"wrong_gradients.dat", "step_sizes.dat"}) {
    INFO(file);
    CHECK_FALSE(program.equal(file, "out", "other"));
  }
}

TEST_CASE("Chapter 2's program says which data it cannot find", "[layering]") {
  check_missing_data(ChapterProgram(STRATA_PROGRAM, {10, 10, 2, 3}));
}

TEST_CASE("Chapter 2's program works on ten images, fewer than one of its batches") {
  const ChapterProgram program(STRATA_PROGRAM, {10, 1, 1, 1});
  program.succeed();
  CHECK(program.results() == all_results(false));
}

TEST_CASE("A full disk stops chapter 2's program with one sentence and no half file", "[layering]") {
  const ChapterProgram program(STRATA_PROGRAM, {20, 10, 28, 28});
  const FullDisk full(8192);
  const ProcessResult result = program.run({});
  CHECK(result.exit_status == 1);
  check_contains(result.messages, {(program.out() / "input_gradients.dat").string()});
  check_one_line(result.messages);
  CHECK(program.results().empty());
}
