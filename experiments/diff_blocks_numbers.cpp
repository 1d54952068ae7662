#include <algorithm>
#include <limits>
#include <vector>

#include "common/parallel.hpp"
#include "experiments/diff_blocks.hpp"

namespace strata::experiments {

void add_diff_blocks_numbers(Report& report, const std::vector<DiffBlocksRow>& rows, const DataSplit& data,
                             const Request& request) {
  Table table({{"network"},
               {"parameters"},
               {"parameters M"},
               {"peak memory MB"},
               {"idle memory MB"},
               {"epoch seconds"},
               {"inference seconds"},
               {"inference seconds, lowest"},
               {"inference seconds, highest"},
               {"inference of 1 ms, median"},
               {"inference of 1 ms, low"},
               {"inference of 1 ms, high"},
               {"inference of 64 ms, median"},
               {"inference of 64 ms, low"},
               {"inference of 64 ms, high"},
               {"training minutes"},
               {"test accuracy, mean"},
               {"accuracy per M parameters"},
               {"accuracy per minute"},
               {"accuracy per MB"},
               {"test accuracy, deviation"},
               {"test accuracy, lowest"},
               {"test accuracy, highest"},
               {"running accuracy, mean"},
               {"running accuracy, deviation"},
               {"train accuracy, mean"},
               {"train accuracy, deviation"},
               {"loss in the last epoch, mean"},
               {"highest loss"},
               {"epochs"},
               {"batch size"},
               {"training images"},
               {"test images"},
               {"device"},
               {"threads"},
               {"seeds"},
               {"homework's peak memory MB"},
               {"homework's epoch seconds"},
               {"homework's inference seconds"},
               {"homework's training minutes"},
               {"times and memory comparable"},
               {"homework's accuracy"},
               {"homework's accuracy, deviations from the mean"},
               {"comparable"}});
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  const auto real = [](double value) { return Cell(Real{value, 6}); };
  for (const DiffBlocksRow& row : rows) {
    const NineColumns columns = row.columns();
    const NineColumns& homework =
        std::ranges::find(homework_diff_blocks(), row.network, &HomeworkDiffBlocks::network)->columns;
    const Spread& test = row.summary.test;
    const Spread inference = spread_of(row.inference.test_images);
    const bool full = row.full_scale;
    const double away = full ? (homework.accuracy - test.mean) / test.deviation : unknown;
    table.row({row.network,
               row.parameters,
               real(columns.parameters),
               real(columns.memory),
               real(row.memory.idle),
               real(columns.epoch),
               real(columns.inference),
               real(inference.low),
               real(inference.high),
               real(row.inference.one.median),
               real(row.inference.one.low),
               real(row.inference.one.high),
               real(row.inference.batch.median),
               real(row.inference.batch.low),
               real(row.inference.batch.high),
               real(columns.minutes),
               real(columns.accuracy),
               real(columns.per_parameter()),
               real(columns.per_minute()),
               real(columns.per_megabyte()),
               real(test.deviation),
               real(test.low),
               real(test.high),
               real(row.summary.running.mean),
               real(row.summary.running.deviation),
               real(row.summary.train.mean),
               real(row.summary.train.deviation),
               real(row.loss.mean),
               real(row.highest_loss),
               row.epochs,
               row.batch_size,
               data.train.size(),
               data.test.size(),
               request.device,
               thread_count(),
               row.summary.seeds,
               real(homework.memory),
               real(homework.epoch),
               real(homework.inference),
               real(homework.minutes),
               "not comparable",
               real(homework.accuracy),
               real(away),
               full ? "yes" : "not comparable"});
  }
  report.numbers(table);
}

}  // namespace strata::experiments
