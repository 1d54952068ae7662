// The program behind ./strata bench as its user meets it.

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/chapter_program.hpp"

using namespace strata;

TEST_CASE("bench lists a row for each network and each size of batch", "[layering]") {
  const ChapterProgram program(STRATA_BENCH_PROGRAM);
  const std::string rows = program.call({"--list"}).output;
  check_contains(rows, {"training/CNNWithResidual/32x32x3/64\n", "training/CuPyCNN/28x28x1/1000\n",
                        "inference/DiffBlocksNN_wide/32x32x3/1\n", "inference/BottleneckBlock/32x32x64/64\n",
                        "sizes/SimpleCNN/28x28x1/1024\n"});
  CHECK(program.call({"--list", "--filter", "inference/CNN1x1.3x3.*/1$"}).output == "inference/CNN1x1+3x3/32x32x3/1\n");
}

TEST_CASE("bench prints a row's times and leaves every repetition as JSON, with what it was made with") {
  const ChapterProgram program(STRATA_BENCH_PROGRAM);
  for (const std::string kernels : {"fast", "plain"}) {
    const std::string out = program.out() / (kernels + ".json");
    const ProcessResult result = program.call({"--filter", "FCNet/28x28x1/(64|1)$", "--rounds", "3", "--seconds",
                                               "0.001", "--threads", "1", "--kernels", kernels, "--out", out});
    CHECK(result.exit_status == 0);
    check_contains(result.output, {"training/FCNet/28x28x1/64 ", "inference/FCNet/28x28x1/1 ", "for an image (µs)"});
    const nlohmann::json json = nlohmann::json::parse(program.bytes(kernels + ".json"));
    CHECK(json["context"]["threads"] == "1");
    CHECK(json["context"]["kernels"] == kernels);
    CHECK(json["context"].contains("date"));
    CHECK(json["context"].contains("commit"));
    int repetitions = 0;
    for (const auto& run : json["benchmarks"]) {
      if (run["run_type"] != "iteration" || run["run_name"] != "training/FCNet/28x28x1/64") continue;
      CHECK(run["real_time"].get<double>() > 0);
      ++repetitions;
    }
    CHECK(repetitions == 3);
  }
}

TEST_CASE("bench measures memory, and one thread beside several", "[layering]") {
  const ChapterProgram program(STRATA_BENCH_PROGRAM);
  check_contains(program.call({"--memory", "FCNet", "--batch-size", "16"}).output,
                 {"FCNet, training at batch 16: ", " MB above the idle process"});
  check_contains(
      program.call({"--cores", "--filter", "training/FCNet", "--rounds", "2", "--seconds", "0.001", "--threads", "2"})
          .output,
      {"2 threads (ms)", "times faster", "training/FCNet/28x28x1/64"});
}

TEST_CASE("bench says what is wrong", "[layering]") {
  const ChapterProgram program(STRATA_BENCH_PROGRAM);
  const std::vector<std::vector<std::string>> wrong{{"--kernels", "quick"},    {"--filter", "nothing"},
                                                    {"--filter", "("},         {"--rounds", "0"},
                                                    {"--memory", "SimpelCNN"}, {"--profile", "SimpleCNN", "--machine"},
                                                    {"--list", "--cores"},     {"--batch-size", "8"}};
  for (const std::vector<std::string>& arguments : wrong) {
    INFO(arguments.front() << ' ' << arguments.back());
    const ProcessResult result = program.call(arguments);
    CHECK(result.exit_status == 2);
    check_contains(result.messages, {arguments.back(), ": got ", "Hint: "});
    check_one_line(result.messages);
  }
  check_contains(program.call({"--kernels", "quick"}).messages, {"--kernels: got \"quick\", expected fast or plain."});
}

TEST_CASE("bench --profile prints each layer, forward and backward, and draws times and roofline") {
  const ChapterProgram program(STRATA_BENCH_PROGRAM);
  for (const std::string kernels : {"fast", "plain"}) {
    const ProcessResult result =
        program.call({"--profile", "SimpleCNN", "--batch-size", "2", "--threads", "1", "--rounds", "1", "--seconds",
                      "0.001", "--kernels", kernels, "--out", program.out() / "bench.json"});
    INFO(result.output << result.messages);
    CHECK(result.exit_status == 0);
    check_contains(result.output, {"SimpleCNN, 2 images, 1 thread, " + kernels + " kernels", "conv1", "forward",
                                   "backward", "share of the roofline", "Pictures:"});
    CHECK(program.results() == result_files({"profile", "profile_roofline"}, {"profile.md"}, false));
  }
  // A block of an optimised network is a step by its own name.
  const ProcessResult blocks =
      program.call({"--profile", "CNNWithResidual", "--batch-size", "1", "--threads", "1", "--rounds", "1", "--seconds",
                    "0.001", "--out", program.out() / "bench.json"});
  CHECK(blocks.exit_status == 0);
  check_contains(blocks.output, {"\nblock3 "});
  const ProcessResult wrong = program.call({"--profile", "SimpelCNN"});
  CHECK(wrong.exit_status == 2);
  check_contains(wrong.messages, {"SimpelCNN", "Hint: "});
}
