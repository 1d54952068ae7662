#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "experiments/comparison_tables.hpp"
#include "experiments/number_rows.hpp"

namespace strata::experiments {
namespace {

constexpr double not_known = std::numeric_limits<double>::quiet_NaN();

void add_homework(NumberRow& row, const NetworkSummary& network, const RecipeSummary& recipe) {
  const std::optional<HomeworkNetwork>& homework = network.homework;
  const double accuracy = homework ? homework->test_accuracy.fraction : not_known;
  const bool comparable = network.comparable;
  row.add("homework's inference of 1 ms", homework ? std::stod(homework->inference) : not_known)
      .add("homework's running accuracy", homework ? homework->running_accuracy.fraction : not_known)
      .add("homework's test accuracy", accuracy)
      .add("comparable", comparable ? "yes" : not_comparable)
      .add("homework's distance, deviations",
           comparable ? (accuracy - recipe.test.mean) / recipe.test.deviation : not_known)
      .add("above the homework's test accuracy, points", comparable ? 100 * (recipe.test.mean - accuracy) : not_known);
}

// PyTorch has been trained with the homework's settings alone.
void add_pytorch(NumberRow& row, const NetworkSummary& network, const RecipeSummary& recipe) {
  const bool judged = network.comparable && recipe.recipe == "homework";
  const AccuracyRound* const round = judged ? network.judgement.deciding() : nullptr;
  row.add("PyTorch's test accuracy, mean", round == nullptr ? not_known : round->theirs.mean)
      .add("PyTorch's test accuracy, deviation", round == nullptr ? not_known : round->theirs.deviation)
      .add("difference from PyTorch, points", round == nullptr ? not_known : 100 * round->difference())
      .add("99 % interval, points", round == nullptr ? not_known : 100 * round->half_width)
      .add("verdict", judged ? to_string(network.judgement.verdict) : "-");
}

}  // namespace

void add_comparison_numbers(Report& report, const std::vector<NetworkSummary>& all,
                            const std::map<std::string, NetworkTimes>& times, const Request& request) {
  std::vector<NumberRow> rows;
  for (const NetworkSummary& network : all) {
    for (const RecipeSummary& recipe : network.recipes) {
      NumberRow row =
          training_numbers({network.network, network.parameters, network.epochs, network.batch_size, recipe},
                           times.at(network.network), request);
      add_homework(row, network, recipe);
      add_pytorch(row, network, recipe);
      rows.push_back(row);
    }
  }
  report.numbers(table_of(rows));
}

}  // namespace strata::experiments
