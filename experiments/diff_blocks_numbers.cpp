#include <algorithm>
#include <limits>
#include <vector>

#include "common/parallel.hpp"
#include "experiments/diff_blocks.hpp"
#include "experiments/number_rows.hpp"

namespace strata::experiments {
namespace {

NumberRow numbers_of(const DiffBlocksRow& row, const DataSplit& data, const Request& request) {
  const NineColumns columns = row.columns();
  const NineColumns& homework =
      std::ranges::find(homework_diff_blocks(), row.network, &HomeworkDiffBlocks::network)->columns;
  const Spread& test = row.summary.test;
  const Spread inference = spread_of(row.inference.test_images);
  NumberRow numbers;
  numbers.add("network", row.network)
      .add("parameters", row.parameters)
      .add("parameters M", columns.parameters)
      .add("peak memory MB", columns.memory)
      .add("idle memory MB", row.memory.idle)
      .add("epoch seconds", columns.epoch)
      .add("inference seconds", columns.inference)
      .add("inference seconds, lowest", inference.low)
      .add("inference seconds, highest", inference.high)
      .add("inference of 1 ms", row.inference.one)
      .add("inference of 64 ms", row.inference.batch)
      .add("training minutes", columns.minutes)
      .add("test accuracy", test)
      .add("accuracy per M parameters", columns.per_parameter())
      .add("accuracy per minute", columns.per_minute())
      .add("accuracy per MB", columns.per_megabyte())
      .add("running accuracy", row.summary.running)
      .add("train accuracy", row.summary.train)
      .add("loss in the last epoch, mean", row.loss.mean)
      .add("highest loss", row.highest_loss)
      .add("epochs", row.epochs)
      .add("batch size", row.batch_size)
      .add("training images", data.train.size())
      .add("test images", data.test.size())
      .add("device", request.device)
      .add("threads", thread_count())
      .add("seeds", row.summary.seeds)
      .add("homework's peak memory MB", homework.memory)
      .add("homework's epoch seconds", homework.epoch)
      .add("homework's inference seconds", homework.inference)
      .add("homework's training minutes", homework.minutes)
      .add("times and memory comparable", "not comparable")
      .add("homework's accuracy", homework.accuracy)
      .add("homework's accuracy, deviations from the mean",
           row.full_scale ? (homework.accuracy - test.mean) / test.deviation : std::numeric_limits<double>::quiet_NaN())
      .add("comparable", row.full_scale ? "yes" : "not comparable");
  return numbers;
}

}  // namespace

void add_diff_blocks_numbers(Report& report, const std::vector<DiffBlocksRow>& rows, const DataSplit& data,
                             const Request& request) {
  std::vector<NumberRow> numbers;
  for (const DiffBlocksRow& row : rows) numbers.push_back(numbers_of(row, data, request));
  report.numbers(table_of(numbers));
}

}  // namespace strata::experiments
