#include "experiments/number_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/error.hpp"
#include "common/parallel.hpp"

namespace strata::experiments {

NumberRow& NumberRow::add(const std::string& column, Cell cell) {
  columns_.push_back({column});
  cells_.push_back(std::move(cell));
  return *this;
}

NumberRow& NumberRow::add(const std::string& what, const Spread& spread) {
  return add(what + ", mean", spread.mean)
      .add(what + ", deviation", spread.deviation)
      .add(what + ", lowest", spread.low)
      .add(what + ", highest", spread.high);
}

NumberRow& NumberRow::add(const std::string& what, const TimeRange& time) {
  return add(what + ", median", time.median).add(what + ", low", time.low).add(what + ", high", time.high);
}

Table table_of(const std::vector<NumberRow>& rows) {
  if (rows.empty()) throw Error({"table_of", "no rows", "one or more", ""});
  Table table(rows.front().columns());
  for (const NumberRow& row : rows) {
    if (!std::ranges::equal(row.columns(), rows.front().columns(), {}, &Column::title, &Column::title)) {
      throw Error({"table_of", "a row with other columns", "those of the first row", ""});
    }
    table.row(row.cells());
  }
  return table;
}

NumberRow training_numbers(const TrainedNetwork& network, const NetworkTimes& times, const Request& request) {
  const RecipeSummary& summary = network.summary;
  NumberRow row;
  row.add("network", network.name)
      .add("recipe", summary.recipe)
      .add("parameters", network.parameters)
      .add("epochs", network.epochs)
      .add("batch size", network.batch_size)
      .add("device", request.device)
      .add("threads", thread_count())
      .add("seeds", summary.seeds)
      .add("quick", request.quick ? "yes" : "no")
      .add("training seconds", summary.seconds)
      .add("step ms", times.steps.at(summary.recipe))
      .add("inference of 1 ms", times.one)
      .add("inference of 64 ms", times.batch)
      .add("running loss", summary.running_loss)
      .add("train loss", summary.train_loss)
      .add("test loss", summary.test_loss)
      .add("running accuracy", summary.running)
      .add("train accuracy", summary.train)
      .add("test accuracy", summary.test);
  return row;
}

}  // namespace strata::experiments
