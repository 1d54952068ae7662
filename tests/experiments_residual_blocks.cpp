// What ./strata reproduce residual-blocks finds, in a quick run, and the parts that it is made of.

#include <catch2/catch.hpp>
#include <cmath>
#include <iterator>
#include <string>
#include <vector>

#include "experiments/all_experiments.hpp"
#include "experiments/block_stability.hpp"
#include "experiments/compared_blocks.hpp"
#include "experiments/loss_bands.hpp"
#include "experiments/turns.hpp"
#include "tests/14_fast_cpu_scope.hpp"
#include "tests/dataset_files.hpp"
#include "tests/error_matchers.hpp"
#include "tests/experiments_rows.hpp"
#include "tests/file_text.hpp"
#include "tests/temporary_folder.hpp"

using namespace strata;
using namespace strata::experiments;

namespace {

// A training whose loss was these, one sample a step, in one epoch, which is looked at after every step.
TrainingRecord record_of(const std::vector<double>& losses) {
  TrainingRecord record;
  record.network = "block";
  record.recipe = sole_recipe;
  record.trace.steps = std::ssize(losses);
  record.history.epochs.push_back({.epoch = 1, .running_accuracy = 0.25});
  record.train_accuracy = losses.back() / 4;
  double sum = 0;
  for (const double loss : losses) {
    sum += loss;
    const auto step = static_cast<Index>(record.trace.losses.size() + 1);
    record.trace.losses.push_back({.step = step, .epoch = 1, .loss_sum = sum, .samples = step});
  }
  record.train_loss = losses.back() / 2;
  return record;
}

}  // namespace

TEST_CASE("residual-blocks: a quick run measures, trains and compares the three blocks") {
  const TemporaryFolder folder;
  const FastKernels fast;
  Request request{.quick = true};
  write_small_cifar10(folder / "data");
  request.program.data = folder / "data";
  request.program.batch_size = 2;  // of ten images
  request.program.out = folder / "out";
  auto rows = rows_of(run_residual_blocks, request);
  REQUIRE(rows.size() == 3);
  for (const ComparedBlock& block : compared_blocks()) {
    INFO(block.name);
    const auto& row = rows.at(block.name);
    CHECK(row.at("parameters") == row.at("homework's parameters"));
    CHECK(row.at("pass of 4 ms, median") < row.at("pass of 16 ms, median"));
    CHECK(row.at("inference of 1 ms, median") < row.at("inference of 64 ms, median"));
    CHECK(row.at("kept bytes of 16") <= row.at("most bytes of 16"));
    CHECK(row.at("kept bytes of 4") < row.at("kept bytes of 16"));
    CHECK(row.at("train loss, mean") > 0);
    CHECK(row.at("largest rise of the loss, mean") <= row.at("largest rise of the loss, highest"));
    CHECK(row.at("seeds") == 2);
    CHECK(row.at("training seconds, mean") > 0);
    CHECK(row.at("epochs") == 1);
    for (const char* const accuracy : {"running accuracy, mean", "train accuracy, mean", "test accuracy, mean"}) {
      CHECK(row.at(accuracy) >= 0);
      CHECK(row.at(accuracy) <= 1);
    }
    CHECK(row.at("inference of 64 ms, low") <= row.at("inference of 64 ms, median"));
    CHECK(row.at("inference of 64 ms, median") <= row.at("inference of 64 ms, high"));
  }
  CHECK(rows.at("BasicResidualBlock").at("parameters") == 74112);
  CHECK(rows.at("BottleneckBlock").at("parameters") == 4640);
  CHECK(rows.at("WideResidualBlock").at("parameters") == 230528);
  CHECK(rows.at("WideResidualBlock").at("output") == "[N=4,H=32,W=32,C=128]");
  // Half of the outputs pass the last ReLU, the shortcut's sum has about a million of them, and what comes through
  // the branch is what the zeros around the images leave: a few percent.
  const double half = 0.5 / (16 * 32 * 32 * 64);
  const auto gradient = [&](const char* block) { return rows.at(block).at("mean dx of 16, mean").get<double>(); };
  CHECK(gradient("BasicResidualBlock") == Approx(half).epsilon(0.1));
  CHECK(gradient("BottleneckBlock") == Approx(half).epsilon(0.1));
  CHECK(std::abs(gradient("WideResidualBlock")) < 0.1 * half);
  check_contains(text_of(request.program.out / "results.md"),
                 {"| device", "cpu, ", "2.08 (not comparable)", "0.36", "2.65", "2.31 times", "2.04 times",
                  "loss_bands", "kept, 16 images (MB)", "between seeds, mean", "running accuracy", "train accuracy",
                  "a mean over 1 step at a time"});
}

TEST_CASE("residual-blocks: how alike trainings are is seen from their curves", "[layering]") {
  ComparisonRun run{.data = {}, .plans = {}, .records = {}};
  run.records = {record_of({2, 1.5, 1.75, 1}), record_of({3, 2.5, 2, 1.5})};
  const BlockStability stability = stability_of("block", run);
  CHECK(stability.last_loss.mean == Approx(1.25));
  CHECK(stability.train_loss.mean == Approx(0.625));
  CHECK(stability.summary.running.mean == Approx(0.25));
  CHECK(stability.summary.train.low == Approx(0.25));
  CHECK(stability.summary.train.high == Approx(0.375));
  CHECK(stability.jump.high == Approx(0.25));
  CHECK(stability.jump.low == 0);
  CHECK(stability.width == Approx((1 + 1 + 0.25 + 0.5) / 4));
  const LossBands bands = loss_bands(run.of("block", sole_recipe));
  CHECK(bands.steps == std::vector<double>{1, 2, 3, 4});
  CHECK(bands.low[2] == Approx(1.75));
  CHECK(bands.mean[2] == Approx(1.875));
  CHECK(loss_bands({}).steps.empty());
  run.records.resize(1);
  CHECK(std::isnan(stability_of("block", run).width));
  run.records.push_back(record_of({3, 2}));
  check_contains(error_message([&] { loss_bands(run.of("block", sole_recipe)); }), {"block", "4 and 2 points"});
  run.records.front().trace.losses.clear();
  check_contains(error_message([&] { stability_of("block", run); }), {"block", "without a loss curve"});
}

TEST_CASE("residual-blocks: works take turns, and the first rounds do not count", "[layering]") {
  std::string order;
  const auto times = take_turns({[&] { order += 'a'; }, [&] { order += 'b'; }}, 3);
  CHECK(order == "ababababab");
  REQUIRE(times.size() == 2);
  CHECK(times[0].low <= times[0].median);
  CHECK(times[0].median <= times[0].high);
  CHECK(error_message([] { take_turns({}, 0); }) == "take_turns: got 0 rounds, expected 1 or more.");
}
