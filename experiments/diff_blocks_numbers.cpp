#include <algorithm>

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
               {"training minutes"},
               {"test accuracy, mean"},
               {"accuracy per M parameters"},
               {"accuracy per minute"},
               {"accuracy per MB"},
               {"test accuracy, deviation"},
               {"test accuracy, lowest"},
               {"test accuracy, highest"},
               {"running accuracy, mean"},
               {"train accuracy, mean"},
               {"loss in the last epoch, mean"},
               {"highest loss"},
               {"epochs"},
               {"batch size"},
               {"training images"},
               {"test images"},
               {"device"},
               {"threads"},
               {"seeds"},
               {"homework's accuracy"},
               {"comparable"}});
  const auto real = [](double value) { return Cell(Real{value, 6}); };
  for (const DiffBlocksRow& row : rows) {
    const NineColumns columns = row.columns();
    const auto homework = std::ranges::find(homework_diff_blocks(), row.network, &HomeworkDiffBlocks::network);
    table.row({row.network,
               row.parameters,
               real(columns.parameters),
               real(columns.memory),
               real(row.memory.idle),
               real(columns.epoch),
               real(columns.inference),
               real(columns.minutes),
               real(columns.accuracy),
               real(columns.per_parameter()),
               real(columns.per_minute()),
               real(columns.per_megabyte()),
               real(row.summary.test.deviation),
               real(row.summary.test.low),
               real(row.summary.test.high),
               real(row.summary.running.mean),
               real(row.summary.train.mean),
               real(row.loss.mean),
               real(row.highest_loss),
               row.epochs,
               row.batch_size,
               data.train.size(),
               data.test.size(),
               request.device,
               thread_count(),
               row.summary.seeds,
               real(homework->columns.accuracy),
               "not comparable: GPU, 15 epochs, all images"});
  }
  report.numbers(table);
}

}  // namespace strata::experiments
