#include <catch2/catch.hpp>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "12_residual/networks.hpp"
#include "14_fast_cpu/fast_cpu.hpp"
#include "common/json_file.hpp"
#include "experiments/diff_blocks.hpp"
#include "tests/captured_output.hpp"
#include "tests/error_matchers.hpp"
#include "tests/temporary_folder.hpp"

using namespace strata;
using namespace strata::experiments;

namespace {

constexpr Index channels = 8;  // an eighth of the homework's: weights and times are a sixty-fourth

Index parameters_of(BlockKind kind) {
  Sequential network = diff_blocks_nn(kind, 10, channels);
  Rng rng(1);
  network.build({{32, 32, 3}, "HWC"}, rng);
  return network.parameter_count();
}

}  // namespace

TEST_CASE("diff-blocks reports nine columns for each block, beside the homework's") {
  const TemporaryFolder folder;
  fast_cpu::install();
  Request request;
  request.quick = true;
  request.seeds = 1;
  request.images = 8;
  request.program.batch_size = 8;
  request.program.out = folder.path();
  std::string text;
  {
    CapturedOutput output(stdout), progress(stderr);
    compare_diff_blocks(request, {.channels = channels, .memory = [](const MemoryWork& work, const Request&) {
                                    CHECK(work.batch_size == 8);
                                    return TrainingMemory{.idle = 10, .above = 50};
                                  }});
    std::cout.flush();
    text = output.text();
  }
  check_contains(text, {"at a reduced scale: 8 training images, 1 epoch", "Not comparable: GPU, 15 epochs, all images.",
                        "moved and mirrored its validation images", "2.31 times the memory and 2.04 times the time"});
  const auto rows = read_json(folder / "results.json").at("rows");
  REQUIRE(rows.size() == 3);
  const std::vector<std::pair<std::string, BlockKind>> expected{{"DiffBlocksNN_basic", BlockKind::basic},
                                                                {"DiffBlocksNN_bottleneck", BlockKind::bottleneck},
                                                                {"DiffBlocksNN_wide", BlockKind::wide}};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    INFO(expected[i].first);
    CHECK(rows[i].at("network") == expected[i].first);
    CHECK(rows[i].at("parameters") == parameters_of(expected[i].second));
    CHECK(rows[i].at("peak memory MB") == 50);
    CHECK(rows[i].at("comparable") == "not comparable: GPU, 15 epochs, all images");
    for (const char* column : {"parameters M", "epoch seconds", "inference seconds", "training minutes"}) {
      CHECK(rows[i].at(column).get<double>() > 0);
    }
    const auto accuracy = rows[i].at("test accuracy, mean").get<double>();
    CHECK(rows[i].at("accuracy per M parameters").get<double>() ==
          Approx(accuracy / rows[i].at("parameters M").get<double>()));
    CHECK(rows[i].at("accuracy per minute").get<double>() ==
          Approx(accuracy / rows[i].at("training minutes").get<double>()));
    CHECK(rows[i].at("accuracy per MB").get<double>() == Approx(accuracy / rows[i].at("peak memory MB").get<double>()));
  }
  for (const char* picture :
       {"accuracy_own", "loss_own", "parameters", "memory", "epoch_time", "accuracy_per_parameter"}) {
    CHECK(std::filesystem::exists(folder / (std::string(picture) + ".gp")));
  }
}

TEST_CASE("The homework's columns of DiffBlocksNN follow from each other as in its table") {
  const std::vector<std::vector<double>> printed{
      {12.1, 0.0705, 0.0653, 0.001106}, {8.3, 0.8404, 0.0896, 0.001387}, {24.7, 0.0177, 0.0320, 0.000480}};
  REQUIRE(homework_diff_blocks().size() == printed.size());
  for (std::size_t i = 0; i < printed.size(); ++i) {
    const NineColumns& columns = homework_diff_blocks()[i].columns;
    CHECK(columns.minutes == Approx(printed[i][0]).margin(0.05));
    CHECK(columns.per_parameter() == Approx(printed[i][1]).margin(5e-5));
    CHECK(columns.per_minute() == Approx(printed[i][2]).margin(5e-5));
    CHECK(columns.per_megabyte() == Approx(printed[i][3]).margin(5e-7));
  }
}

TEST_CASE("A training's memory above the idle process is measured in a process of its own") {
  const Request request;
  const TrainingMemory memory = measure_training_memory({.network = "CuPyCNN", .batch_size = 500, .steps = 1}, request);
  // The first convolution's output alone: 500 images of 28 x 28 pixels in 8 channels are 12.5 MB.
  CHECK(memory.above > 1);
  CHECK(memory.above < 500);
  CHECK(memory.idle > 1);
  check_contains(error_message([&] { measure_training_memory({.network = "NoSuchNet"}, request); }),
                 {"exit code 2", "NoSuchNet"});
  check_contains(error_message([&] { measure_training_memory({.network = "CuPyCNN"}, request, "/no/such/program"); }),
                 {"/no/such/program: got no program"});
}
