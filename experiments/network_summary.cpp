#include "experiments/network_summary.hpp"

#include <algorithm>
#include <utility>

#include "13_custom_layers/make_network.hpp"

namespace strata::experiments {
namespace {

template <class Value>
Spread over(const std::vector<const TrainingRecord*>& records, const Value& value) {
  std::vector<double> numbers;
  for (const TrainingRecord* record : records) numbers.push_back(value(*record));
  return spread_of(numbers);
}

// An empty one of a network that the homework does not have.
HomeworkNetwork report_of(const std::string& network, const std::string& data) {
  const std::vector<std::string> known = network_names();
  if (std::ranges::find(known, network) != known.end()) return homework_network(network, data);
  return {.name = network,
          .make = {},
          .parameters = 0,
          .inference = "",
          .running_accuracy = {0, 2},
          .test_accuracy = {0, 2},
          .data = ""};
}

}  // namespace

RecipeSummary summarise_recipe(const std::string& recipe, const std::vector<const TrainingRecord*>& records) {
  return {.recipe = recipe,
          .seeds = static_cast<Index>(records.size()),
          .running = over(records, [](const TrainingRecord& record) { return record.running_accuracy(); }),
          .train = over(records, [](const TrainingRecord& record) { return record.train_accuracy; }),
          .test = over(records, [](const TrainingRecord& record) { return record.test_accuracy; }),
          .seconds = over(records, [](const TrainingRecord& record) { return record.history.seconds(); })};
}

const RecipeSummary* NetworkSummary::find(const std::string& recipe) const {
  const auto found = std::ranges::find(recipes, recipe, &RecipeSummary::recipe);
  return found == recipes.end() ? nullptr : &*found;
}

NetworkSummary summarise(const std::string& network, const NetworkComparison& comparison, const ComparisonRun& run) {
  NetworkSummary summary{.network = network, .recipes = {}, .homework = report_of(network, comparison.data)};
  for (const std::string& recipe : run.recipes()) {
    const auto records = run.of(network, recipe);
    summary.parameters = records.front()->parameters;
    summary.epochs = static_cast<Index>(records.front()->history.epochs.size());
    summary.batch_size = records.front()->batch_size;
    summary.recipes.push_back(summarise_recipe(recipe, records));
  }
  const Dataset& train = run.data.train;
  summary.comparable = !summary.homework.data.empty() && train.name == summary.homework.data &&
                       train.size() == summary.homework.images && summary.epochs == summary.homework.epochs &&
                       summary.batch_size == homework_batch_size;
  if (summary.comparable) {
    summary.pytorch = pytorch_accuracies(network, train.name, summary.epochs, summary.batch_size);
  }
  return summary;
}

}  // namespace strata::experiments
