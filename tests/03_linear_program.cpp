// Chapter 3's program as its user meets it: what it leaves, what its options change, and what it says where it cannot.

#include <catch2/catch.hpp>

#include "01_tensors/dataset.hpp"
#include "03_linear/linear.hpp"
#include "03_linear/softmax_classifier.hpp"
#include "tests/captured_output.hpp"
#include "tests/chapter_program.hpp"
#include "tests/full_disk.hpp"

using namespace strata;

namespace {

std::vector<std::string> all_results(bool drawn) {
  return result_files({"batch_sizes", "line", "loss", "weights"},
                      {"history.csv", "results.json", "results.md", "weights.safetensors"}, drawn);
}

// The steps that training took, from the last line of history.csv.
std::string last_epoch_and_step(const ChapterProgram& program) {
  const std::string history = program.bytes("history.csv");
  const std::string line = history.substr(history.rfind('\n', history.size() - 2) + 1);
  return line.substr(0, line.find(',', line.find(',') + 1));
}

}  // namespace

TEST_CASE("Chapter 3's program leaves its pictures, tables and weights") {
  const ChapterProgram program(STRATA_PROGRAM);
  const ProcessResult result = program.succeed_with_gnuplot({"--epochs", "2", "--batch-size", "30"});
  check_contains(result.output, {"120 training images, 40 test images", "every gradient is right", "Pictures:"});
  // Where this computer has no gnuplot, the note says so.
  CHECK(program.results() == all_results(has_drawn(result)));
}

TEST_CASE("Without gnuplot, chapter 3's program trains, says how to draw, and ends well", "[layering]") {
  const ChapterProgram program(STRATA_PROGRAM);
  const ProcessResult result = program.succeed({"--epochs", "1"});
  check_contains(result.messages, {"line.png is not drawn", "apt install gnuplot-nox", "&& gnuplot line.gp"});
  CHECK(program.results() == all_results(false));
}

TEST_CASE("One seed gives the same bits with one thread, two and three, and another seed gives others", "[repeats]") {
  // Times of computing are in the other results. Of each shape, one epoch computes in several chunks: 256 and 44 rows
  // of scores of 35 pixels; 133 rows each time of scores of 784 pixels, and the weight's gradient in three parts. The
  // last batch is smaller than the others.
  const auto [sizes, batch_size] = GENERATE(table<RandomImages, std::string>(
      {{RandomImages{700, 40, 5, 7}, "300"}, {RandomImages{600, 40, 28, 28}, "512"}, {{90, 11, 3, 2}, "7"}}));
  INFO(sizes.train << " images");
  const ChapterProgram program(STRATA_PROGRAM, sizes);
  const std::vector<std::string> training{"--epochs", "2", "--batch-size", batch_size},
      results{"weights.safetensors", "history.csv"};
  check_equal_on_threads(program, training, results);
  for (const std::string& file : results) CHECK_FALSE(program.equal(file, "one", "other"));
}

TEST_CASE("The seed decides the first weights") {
  const ChapterProgram program(STRATA_PROGRAM);
  const auto train = [&](const std::string& name, const std::string& seed) {
    // Steps that are too small to change anything: the weights stay what they were.
    program.succeed({"--learning-rate", "1e-30", "--epochs", "1", "--seed", seed}, name);
  };
  train("one", "1");
  train("other", "2");
  CHECK_FALSE(program.equal("weights.safetensors", "one", "other"));
}

TEST_CASE("The seed decides the order of images", "[layering]") {
  const ChapterProgram program(STRATA_PROGRAM);
  const DataSplit data = load_dataset_folder(program.data(), "mnist");
  const auto losses = [&](std::uint64_t seed) {
    Linear layer(10);
    Rng rng(1);
    layer.build({35}, rng);
    const CapturedOutput progress(stderr);
    return train_classifier(layer, data, {.epochs = 1, .batch_size = 30, .seed = seed}).losses;
  };
  CHECK(losses(1) == losses(1));
  CHECK(losses(1) != losses(2));
}

TEST_CASE("Epochs and batch size decide how many steps chapter 3's program takes") {
  const ChapterProgram program(STRATA_PROGRAM);  // 120 images
  const auto last = [&](const std::string& epochs, const std::string& batch) {
    program.succeed({"--epochs", epochs, "--batch-size", batch});
    return last_epoch_and_step(program);
  };
  CHECK(last("1", "30") == "1,4");
  CHECK(last("3", "30") == "3,12");
  CHECK(last("2", "50") == "2,6");       // 50, 50 and 20 images
  CHECK(last("2", "120") == "2,2");      // all at once
  CHECK(last("2", "1000000") == "2,2");  // more than there are
  CHECK(last("1", "1") == "1,120");
}

TEST_CASE("Wrong options of chapter 3's program end with 2 and a hint, and leave nothing", "[layering]") {
  const ChapterProgram program(STRATA_PROGRAM, {10, 10, 2, 3});
  check_wrong_options(program, {{"--batch-size", "0"},
                                {"--batch-size", "-3"},
                                {"--epochs", "0"},
                                {"--threads", "0"},
                                {"--seed", "one"},
                                {"--learning-rate", "nine"},
                                {"--batch", "3"}});
}

TEST_CASE("Chapter 3's program says which data it cannot find", "[layering]") {
  check_missing_data(ChapterProgram(STRATA_PROGRAM, {10, 10, 2, 3}));
}

TEST_CASE("A full disk stops chapter 3's program with one sentence and loses no earlier result") {
  const ChapterProgram program(STRATA_PROGRAM, {120, 40, 28, 28});
  const auto fail = [&](const std::string& seed) {
    const FullDisk full(8192);  // enough for all but the weights, of which there are 31,400 bytes
    const ProcessResult result = program.run({"--epochs", "1", "--seed", seed});
    CHECK(result.exit_status == 1);
    const std::size_t sentence = result.messages.find((program.out() / "weights.safetensors").string());
    INFO(result.messages);
    REQUIRE(sentence != std::string::npos);
    check_one_line(result.messages.substr(sentence));
  };
  fail("1");
  CHECK(program.results() ==
        std::vector<std::string>{"history.csv", "line.dat", "line.gp", "results.json", "results.md"});
  program.succeed({"--epochs", "1"});
  std::filesystem::copy(program.out(), program.out("before"));
  fail("2");
  CHECK(program.results() == all_results(false));
  CHECK(program.equal("weights.safetensors", "out", "before"));
}

TEST_CASE("A learning rate that is too large is named as the cause") {
  const ChapterProgram program(STRATA_PROGRAM);
  const ProcessResult result = program.run({"--learning-rate", "1e38"});
  CHECK(result.exit_status == 1);
  check_contains(result.messages, {"a loss that is not a number", "learning rate 1e+38", "try a tenth"});
  CHECK(program.results() == std::vector<std::string>{"line.dat", "line.gp"});
}
