// Chapter 5's program as its user meets it.

#include <catch2/catch.hpp>

#include "tests/chapter_program.hpp"

using namespace strata;

namespace {

const std::vector<std::string> pictures{"accuracies", "errors", "lines", "recovery", "sure_and_wrong"};

std::vector<std::string> all_results(bool drawn) {
  std::vector<std::string> files = picture_files(pictures, drawn);
  files.insert(files.end(), {"accuracies.csv", "accuracies.md", "lines.md"});
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

TEST_CASE("Chapter 5's program leaves its pictures and tables") {
  const ChapterProgram program(STRATA_PROGRAM);
  const ProcessResult result = program.call_with_gnuplot(
      {"--data", program.data().string(), "--out", program.out().string(), "--epochs", "1", "--batch-size", "30"});
  CHECK(result.exit_status == 0);
  check_contains(result.output, {"120 training images, 40 test images", "every gradient is right", "MSE on softmax",
                                 "infinity", "NaN", "Pictures:"});
  CHECK(program.results() == all_results(result.messages.find("Install gnuplot") == std::string::npos));
}

TEST_CASE("Without gnuplot, chapter 5's program says how to draw, and ends well", "[layering]") {
  const ChapterProgram program(STRATA_PROGRAM);
  const ProcessResult result = program.succeed({"--epochs", "1"});
  check_contains(result.messages, {"errors.png is not drawn", "&& gnuplot errors.gp"});
  CHECK(program.results() == all_results(false));
}

TEST_CASE("Chapter 5's program gives the same bits with one thread, two and three, and others for another seed") {
  const ChapterProgram program(STRATA_PROGRAM, {600, 40, 28, 28});
  const auto train = [&](const std::string& name, const std::string& threads, const std::string& seed) {
    program.succeed({"--threads", threads, "--seed", seed, "--epochs", "1", "--batch-size", "450"}, name);
  };
  train("one", "1", "5");
  train("two", "2", "5");
  train("three", "3", "5");
  train("other", "2", "6");
  for (const std::string file : {"accuracies.csv", "accuracies.dat", "lines.dat"}) {
    INFO(file);
    CHECK_FALSE(program.bytes(file, "one").empty());
    CHECK(program.equal(file, "one", "two"));
    CHECK(program.equal(file, "one", "three"));
  }
  CHECK_FALSE(program.equal("accuracies.dat", "one", "other"));
}

TEST_CASE("Wrong options of chapter 5's program end with 2 and a hint, and leave nothing", "[layering]") {
  const ChapterProgram program(STRATA_PROGRAM, {10, 10, 2, 3});
  for (std::vector<std::string> arguments : std::vector<std::vector<std::string>>{
           {"--batch-size", "0"}, {"--epochs", "0"}, {"--threads", "none"}, {"--learning-rate", "1"}}) {
    const std::string option = arguments.front();
    arguments.insert(arguments.end(), {"--data", program.data().string(), "--out", program.out().string()});
    const ProcessResult result = program.call(arguments);
    CHECK(result.exit_status == 2);
    check_contains(result.messages, {option, "Hint: "});
    check_one_line(result.messages);
  }
  CHECK(program.results().empty());
}

TEST_CASE("Chapter 5's program says which data it cannot find", "[layering]") {
  check_missing_data(ChapterProgram(STRATA_PROGRAM, {10, 10, 2, 3}));
}

TEST_CASE("A data set of one image is too small for chapter 5's program, and it says so", "[layering]") {
  const ChapterProgram program(STRATA_PROGRAM, {1, 1, 2, 3});
  const ProcessResult result = program.call({"--data", program.data().string(), "--out", program.out().string()});
  CHECK(result.exit_status == 1);
  check_contains(result.messages, {"got 1 training image", "2 or more", "Hint: "});
}
