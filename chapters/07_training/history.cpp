#include "07_training/history.hpp"

#include <utility>

#include "common/table.hpp"

namespace strata {

double History::seconds() const {
  double sum = 0;
  for (const EpochRecord& record : epochs) sum += record.seconds;
  return sum;
}

void History::write_csv(const std::filesystem::path& path, bool with_seconds) const {
  std::vector<Column> columns{
      {"epoch"},     {"steps"},        {"learning rate"}, {"running loss"}, {"running accuracy"},
      {"test loss"}, {"test accuracy"}};
  if (with_seconds) columns.push_back({"time", "s"});
  Table table(columns);
  for (const EpochRecord& record : epochs) {
    std::vector<Cell> cells{record.epoch,
                            record.steps,
                            record.learning_rate,
                            record.running_loss,
                            Percent{record.running_accuracy},
                            record.test_loss,
                            Percent{record.test_accuracy}};
    if (with_seconds) cells.emplace_back(record.seconds);
    table.row(std::move(cells));
  }
  table.write(path);
}

}  // namespace strata
