#include <algorithm>
#include <string>
#include <vector>

#include "common/median_time.hpp"
#include "experiments/diff_blocks.hpp"
#include "experiments/training_trace.hpp"

namespace strata::experiments {

const std::vector<HomeworkDiffBlocks>& homework_diff_blocks() {
  constexpr double quarters = 15 / 60.0;  // minutes of fifteen epochs of one second
  static const std::vector<HomeworkDiffBlocks> rows{
      {"DiffBlocksNN_basic", {11.173962, 711.9, 48.27, 6.4687, 48.27 * quarters, 0.7875}},
      {"DiffBlocksNN_bottleneck", {0.883402, 535.2, 33.14, 5.5090, 33.14 * quarters, 0.7424}},
      {"DiffBlocksNN_wide", {44.595786, 1643.2, 98.61, 9.0084, 98.61 * quarters, 0.7894}}};
  return rows;
}

std::string DiffBlocksRow::label() const { return network.substr(network.find('_') + 1); }

NineColumns DiffBlocksRow::columns() const {
  return {.parameters = 1e-6 * static_cast<double>(parameters),
          .memory = memory.above,
          .epoch = summary.seconds.mean / static_cast<double>(epochs),
          .inference = median(inference.test_images),
          .minutes = summary.seconds.mean / 60,
          .accuracy = summary.test.mean};
}

bool is_full_scale(bool homework_images, Index epochs, Index batch_size) {
  return homework_images && epochs == 15 && batch_size == 128;
}

DiffBlocksRow diff_blocks_row(const std::string& network, const ComparisonRun& run, bool homework_images) {
  const std::vector<const TrainingRecord*> records = run.of(network, sole_recipe);
  const TrainingRecord& first = *records.front();
  DiffBlocksRow row{.network = network,
                    .summary = summarise_recipe(sole_recipe, records),
                    .loss = {},
                    .parameters = first.parameters,
                    .epochs = static_cast<Index>(first.history.epochs.size()),
                    .batch_size = first.batch_size,
                    .memory = {}};
  std::vector<double> losses;
  for (const TrainingRecord* record : records) {
    losses.push_back(record->history.epochs.back().running_loss);
    const std::vector<double> seen = loss_curve(record->trace).losses;
    if (!seen.empty()) row.highest_loss = std::max(row.highest_loss, std::ranges::max(seen));
  }
  row.loss = spread_of(losses);
  row.full_scale = is_full_scale(homework_images, row.epochs, row.batch_size);
  return row;
}

}  // namespace strata::experiments
