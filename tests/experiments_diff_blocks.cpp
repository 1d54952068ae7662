#include <array>
#include <catch2/catch.hpp>
#include <filesystem>
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
#include "tests/file_text.hpp"
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

// As many images as CIFAR-10 has, of one pixel.
Dataset pixels(const std::string& name, Index count) {
  return {name,
          Tensor({{count, 1, 1, 1}, "NHWC"}, {Device::cpu, Dtype::u8}),
          Tensor({{count}, "N"}, {Device::cpu, Dtype::i32}),
          {"one class"}};
}

// Two seeds of fifteen epochs in batches of 128; the wide one has three times the memory and takes four times as long.
DiffBlocksRow row_of(const std::string& kind) {
  const bool wide = kind == "wide";
  return {.network = "DiffBlocksNN_" + kind,
          .summary = {.recipe = sole_recipe,
                      .seeds = 2,
                      .running = spread_of(std::array{0.7, 0.8}),
                      .train = spread_of(std::array{0.8, 0.9}),
                      .test = {.count = 2, .mean = 0.7775, .deviation = 0.02, .low = 0.76, .high = 0.79},
                      .seconds = spread_of(std::array{wide ? 400.0 : 100.0})},
          .loss = spread_of(std::array{0.5, 0.6}),
          .highest_loss = 2.5,
          .parameters = 1000000,
          .epochs = 15,
          .batch_size = 128,
          .memory = {.idle = 10, .above = wide ? 300.0 : 100.0},
          .inference = {.one = {1, 0.5, 2}, .batch = {64, 32, 128}, .test_images = {2, 1, 6}},
          .full_scale = true};
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
  check_contains(text, {"at a reduced scale: 8 training images, 1 epoch", "78.75 % (not comparable)",
                        "here it is 1 epoch with 8 images in batches of 8", "6.4687 (not comparable)",
                        "What of the sources is corrected here", "moved and mirrored its validation images",
                        "2.31 times the memory and 2.04 times the time"});
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
    CHECK(rows[i].at("comparable") == "not comparable");
    CHECK(rows[i].at("homework's accuracy, deviations from the mean") == "NaN");
    for (const char* column : {"parameters M", "epoch seconds", "inference seconds", "training minutes",
                               "inference of 1 ms, low", "inference of 64 ms, low"}) {
      CHECK(rows[i].at(column).get<double>() > 0);
    }
    CHECK(rows[i].at("inference of 1 ms, median") <= rows[i].at("inference of 1 ms, high"));
    CHECK(rows[i].at("inference of 1 ms, median") < rows[i].at("inference of 64 ms, median"));
    CHECK(rows[i].at("inference seconds, lowest") <= rows[i].at("inference seconds"));
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

TEST_CASE("At the homework's scale, accuracies of DiffBlocksNN are compared, but neither memory nor times",
          "[layering]") {
  const TemporaryFolder folder;
  Request request;
  request.program.out = folder.path();
  const DataSplit data{pixels("cifar10", 50000), pixels("cifar10", 10000)};
  const std::vector<DiffBlocksRow> rows{row_of("basic"), row_of("bottleneck"), row_of("wide")};
  {
    const CapturedOutput silent(stdout);
    Report report("diff-blocks", "DiffBlocksNN", request);
    add_diff_blocks_tables(report, rows, data, request);
    add_diff_blocks_numbers(report, rows, data, request);
    report.write();
  }
  check_contains(text_of(folder / "results.md"),
                 {"| 78.75 % |", "0.5 deviations above", "| comparable |", "here as there, 15 epochs", "not comparable",
                  "3.00 times the memory", "4.00 times the time"});
  const auto row = read_json(folder / "results.json").at("rows").front();
  CHECK(row.at("comparable") == "yes");
  CHECK(row.at("times and memory comparable") == "not comparable");
  CHECK(row.at("homework's accuracy, deviations from the mean").get<double>() == Approx(0.5));
  CHECK(row.at("inference seconds") == 2);
  CHECK(row.at("inference seconds, highest") == 6);
}

TEST_CASE("Other images, fewer epochs or other batches are not the homework's scale", "[layering]") {
  CHECK(is_full_scale(true, 15, 128));
  CHECK_FALSE(is_full_scale(false, 15, 128));
  CHECK_FALSE(is_full_scale(true, 3, 128));
  CHECK_FALSE(is_full_scale(true, 15, 64));
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
