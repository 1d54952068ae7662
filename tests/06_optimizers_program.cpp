// Chapter 6's program as its user meets it.

#include <catch2/catch.hpp>

#include "tests/chapter_program.hpp"

using namespace strata;

namespace {

std::vector<std::string> all_results(bool drawn) {
  std::vector<std::string> files =
      picture_files({"beale", "inverse_sqrt", "ratio", "rosenbrock", "schedules", "steps"}, drawn);
  files.insert(files.end(), {"results.json", "results.md"});
  std::sort(files.begin(), files.end());
  return files;
}

// What the program prints and draws, without times of computing.
std::string accuracies(const ProcessResult& result) {
  return result.output.substr(result.output.find("Mean size of the weights"),
                              result.output.find("Pictures:") - result.output.find("Mean size of the weights"));
}

}  // namespace

TEST_CASE("Chapter 6's program leaves its pictures and its table") {
  const ChapterProgram program(STRATA_PROGRAM);
  const ProcessResult result = program.call_with_gnuplot(
      {"--data", program.data().string(), "--out", program.out().string(), "--epochs", "2", "--batch-size", "30"});
  CHECK(result.exit_status == 0);
  check_contains(result.output, {"Rosenbrock", "Beale", "120 training images", "AdaSmooth, M = 100", "Pictures:"});
  CHECK(program.results() == all_results(result.messages.find("Install gnuplot") == std::string::npos));
}

TEST_CASE("One seed gives chapter 6's program the same bits on one thread, two and three, another seed others") {
  const ChapterProgram program(STRATA_PROGRAM, {300, 40, 9, 8});
  const auto run = [&](const std::string& name, const std::string& threads, const std::string& seed) {
    return accuracies(program.succeed({"--threads", threads, "--seed", seed, "--epochs", "2"}, name));
  };
  const std::string one = run("one", "1", "5");
  CHECK(one == run("two", "2", "5"));
  CHECK(one == run("three", "3", "5"));
  for (const std::string file : {"ratio.dat", "steps.dat", "rosenbrock.dat"}) {
    INFO(file);
    CHECK_FALSE(program.bytes(file, "one").empty());
    CHECK(program.equal(file, "one", "two"));
    CHECK(program.equal(file, "one", "three"));
  }
  CHECK(one != run("other", "2", "6"));
  CHECK_FALSE(program.equal("steps.dat", "one", "other"));
}

TEST_CASE("Epochs and batch size decide how many steps chapter 6's program takes", "[layering]") {
  const ChapterProgram program(STRATA_PROGRAM);  // 120 images
  program.succeed({"--epochs", "2", "--batch-size", "50"});
  const std::string steps = program.bytes("steps.dat");
  CHECK(steps.find("\n6 ") != std::string::npos);  // 50, 50 and 20 images, twice
  CHECK(steps.find("\n7 ") == std::string::npos);
}

TEST_CASE("Wrong options of chapter 6's program end with 2 and a hint, and leave nothing", "[layering]") {
  const ChapterProgram program(STRATA_PROGRAM, {10, 10, 2, 3});
  const std::vector<std::vector<std::string>> wrong{
      {"--batch-size", "0"}, {"--epochs", "0"}, {"--threads", "0"}, {"--seed", "one"}, {"--batch", "3"}};
  for (std::vector<std::string> arguments : wrong) {
    const std::string option = arguments.front();
    INFO(option << ' ' << arguments.back());
    arguments.insert(arguments.end(), {"--data", program.data().string(), "--out", program.out().string()});
    const ProcessResult result = program.call(arguments);
    CHECK(result.exit_status == 2);
    check_contains(result.messages, {option, "Hint: "});
    check_one_line(result.messages);
  }
  CHECK(program.results().empty());
}

TEST_CASE("Chapter 6's program says which data it cannot find", "[layering]") {
  check_missing_data(ChapterProgram(STRATA_PROGRAM, {10, 10, 2, 3}));
}
