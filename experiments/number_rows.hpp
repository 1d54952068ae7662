#pragma once

#include <concepts>
#include <string>
#include <vector>

#include "common/table.hpp"
#include "experiments/network_summary.hpp"
#include "experiments/network_times.hpp"

namespace strata::experiments {

/// A row of results.json and results.csv. Each number is named where it is given, so that none gets under another's
/// title.
class NumberRow {
 public:
  /// @{
  /// Adds a column at the end.
  NumberRow& add(const std::string& column, Cell cell);
  NumberRow& add(const std::string& column, std::floating_point auto number) {
    return add(column, Cell(Real{number, 6}));
  }
  /// @}

  /// @{
  /// Adds a column for each number: "WHAT, mean", and deviation, lowest and highest; "WHAT, median", and low and high.
  NumberRow& add(const std::string& what, const Spread& spread);
  NumberRow& add(const std::string& what, const TimeRange& time);
  /// @}

  const std::vector<Column>& columns() const { return columns_; }  ///< their titles, in order
  const std::vector<Cell>& cells() const { return cells_; }        ///< what stands in them

 private:
  std::vector<Column> columns_;
  std::vector<Cell> cells_;
};

/// Rows with the same columns as one table. @throws Error if there is none, or one has other columns than the first
Table table_of(const std::vector<NumberRow>& rows);

/// A network that is trained in one way, over all seeds.
struct TrainedNetwork {
  std::string name;       ///< "SimpleCNN"
  Index parameters = 0;   ///< for these images
  Index epochs = 0;       ///< of every training
  Index batch_size = 0;   ///< likewise
  RecipeSummary summary;  ///< what the trainings came to
};

/// What every table of trainings has of each: parameters, times, accuracies, device.
NumberRow training_numbers(const TrainedNetwork& network, const NetworkTimes& times, const Request& request);

}  // namespace strata::experiments
