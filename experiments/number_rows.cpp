#include "experiments/number_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/error.hpp"
#include "common/parallel.hpp"

namespace strata::experiments {
namespace {

void add_spread(NumberRow& row, const std::string& what, const Spread& spread) {
  row.add(what + ", mean", spread.mean)
      .add(what + ", deviation", spread.deviation)
      .add(what + ", lowest", spread.low)
      .add(what + ", highest", spread.high);
}

void add_time(NumberRow& row, const std::string& what, const InferenceTime& time) {
  row.add(what + ", median", time.median).add(what + ", low", time.low).add(what + ", high", time.high);
}

}  // namespace

NumberRow& NumberRow::add(const std::string& column, Cell cell) {
  columns_.push_back({column});
  cells_.push_back(std::move(cell));
  return *this;
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
      .add("quick", request.quick ? "yes" : "no");
  add_spread(row, "training seconds", summary.seconds);
  add_time(row, "step ms", times.steps.at(summary.recipe));
  add_time(row, "inference of 1 ms", times.one);
  add_time(row, "inference of 64 ms", times.batch);
  add_spread(row, "running accuracy", summary.running);
  add_spread(row, "train accuracy", summary.train);
  add_spread(row, "test accuracy", summary.test);
  return row;
}

}  // namespace strata::experiments
