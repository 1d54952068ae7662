#include "experiments/network_summary.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "13_custom_layers/make_network.hpp"

namespace strata::experiments {
namespace {

template <class Value>
Spread over(const std::vector<const TrainingRecord*>& records, const Value& value) {
  std::vector<double> numbers;
  for (const TrainingRecord* record : records) numbers.push_back(value(*record));
  return spread_of(numbers);
}

std::optional<HomeworkNetwork> report_of(const std::string& network, const std::string& data) {
  const std::vector<std::string> known = network_names();
  if (std::ranges::find(known, network) == known.end()) return std::nullopt;
  HomeworkNetwork found = homework_network(network, data);
  if (found.data.empty()) return std::nullopt;
  return found;
}

NetworkSummary summarise_network(const std::string& network, const NetworkComparison& comparison,
                                 const ComparisonRun& run, bool homework_images) {
  NetworkSummary summary{
      .network = network, .recipes = {}, .homework = report_of(network, comparison.data), .judgement = {}};
  for (const std::string& recipe : run.recipes()) {
    const auto records = run.of(network, recipe);
    summary.parameters = records.front()->parameters;
    summary.epochs = static_cast<Index>(records.front()->history.epochs.size());
    summary.batch_size = records.front()->batch_size;
    summary.recipes.push_back(summarise_recipe(recipe, records));
  }
  summary.comparable = summary.homework && homework_images && summary.epochs == summary.homework->epochs &&
                       summary.batch_size == homework_batch_size;
  if (!summary.comparable) return summary;
  summary.pytorch = pytorch_accuracies(network, comparison.data, summary.epochs, summary.batch_size);
  const RecipeSummary* const ours = summary.find("homework");
  if (ours != nullptr && summary.pytorch) {
    summary.judgement = judge_accuracies(ours->tests, summary.pytorch->test_accuracy);
  }
  return summary;
}

}  // namespace

RecipeSummary summarise_recipe(const std::string& recipe, const std::vector<const TrainingRecord*>& records) {
  RecipeSummary summary{
      .recipe = recipe,
      .seeds = static_cast<Index>(records.size()),
      .running_loss = over(records, [](const TrainingRecord& record) { return record.running_loss(); }),
      .train_loss = over(records, [](const TrainingRecord& record) { return record.train_loss; }),
      .test_loss = over(records, [](const TrainingRecord& record) { return record.test_loss; }),
      .running = over(records, [](const TrainingRecord& record) { return record.running_accuracy(); }),
      .train = over(records, [](const TrainingRecord& record) { return record.train_accuracy; }),
      .test = over(records, [](const TrainingRecord& record) { return record.test_accuracy; }),
      .tests = {},
      .seconds = over(records, [](const TrainingRecord& record) { return record.history.seconds(); })};
  for (const TrainingRecord* record : records) summary.tests[record->seed] = record->test_accuracy;
  return summary;
}

const RecipeSummary* NetworkSummary::find(const std::string& recipe) const {
  const auto found = std::ranges::find(recipes, recipe, &RecipeSummary::recipe);
  return found == recipes.end() ? nullptr : &*found;
}

std::vector<NetworkSummary> summarise(const NetworkComparison& comparison, const ComparisonRun& run,
                                      bool homework_images) {
  std::vector<NetworkSummary> all;
  for (const std::string& network : run.networks()) {
    all.push_back(summarise_network(network, comparison, run, homework_images));
  }
  return all;
}

}  // namespace strata::experiments
