#include "experiments/network_comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "13_custom_layers/make_network.hpp"
#include "13_custom_layers/make_network_references.hpp"
#include "common/error.hpp"
#include "experiments/accuracy_report.hpp"
#include "experiments/comparison_pictures.hpp"
#include "experiments/comparison_tables.hpp"
#include "experiments/experiment_data.hpp"
#include "experiments/homework_images.hpp"
#include "experiments/network_times.hpp"

namespace strata::experiments {
namespace {

constexpr Index quick_epochs = 1;

Index epochs_of(const ComparedNetwork& network, const Request& request) {
  if (request.program.epochs > 0) return request.program.epochs;
  return request.quick ? quick_epochs : network.epochs;
}

std::vector<TrainingPlan> plans_of(const NetworkComparison& comparison, const Request& request) {
  std::vector<TrainingPlan> plans;
  const Index batch_size = request.program.batch_size > 0 ? request.program.batch_size : homework_batch_size;
  for (const Recipe recipe : request.recipes()) {
    for (const ComparedNetwork& network : comparison.networks) {
      for (const std::uint64_t seed : request.all_seeds()) {
        plans.push_back({.network = network.name,
                         .make = network.make,
                         .recipe = short_name(recipe),
                         .settings = {.recipe = recipe,
                                      .peak_rate = network.peak_rate,
                                      .epochs = epochs_of(network, request),
                                      .batch_size = batch_size,
                                      .seed = seed}});
      }
    }
  }
  return plans;
}

// The names without those that stood before.
std::vector<std::string> each_once(const std::vector<TrainingPlan>& plans, std::string TrainingPlan::*name) {
  std::vector<std::string> names;
  for (const TrainingPlan& plan : plans) {
    if (std::ranges::find(names, plan.*name) == names.end()) names.push_back(plan.*name);
  }
  return names;
}

}  // namespace

std::vector<const TrainingRecord*> ComparisonRun::of(const std::string& network, const std::string& recipe) const {
  std::vector<const TrainingRecord*> found;
  for (const TrainingRecord& record : records) {
    if (record.network == network && record.recipe == recipe) found.push_back(&record);
  }
  return found;
}

const TrainingPlan& ComparisonRun::first_plan(const std::string& network, const std::string& recipe) const {
  for (const TrainingPlan& plan : plans) {
    if (plan.network == network && plan.recipe == recipe) return plan;
  }
  throw Error({network, "no training with recipe " + recipe, "one of this experiment", ""});
}

std::vector<std::string> ComparisonRun::networks() const { return each_once(plans, &TrainingPlan::network); }

std::vector<std::string> ComparisonRun::recipes() const { return each_once(plans, &TrainingPlan::recipe); }

std::vector<ComparedNetwork> networks_named(const std::vector<std::string>& names) {
  std::vector<ComparedNetwork> networks;
  for (const std::string& name : names) {
    networks.push_back({.name = name,
                        .make = [name](Index classes) { return make_network(name, classes); },
                        .epochs = homework_network(name, "").epochs,
                        .peak_rate = network_entry(name).peak_rate});
  }
  return networks;
}

void run_comparison(const NetworkComparison& comparison, const Request& request) {
  ComparisonRun run{
      .data = experiment_data(comparison.data, request), .plans = plans_of(comparison, request), .records = {}};
  expect_images_to_time(run.data, request);
  run.records = run_plans(comparison.name, run.plans, run.data, request);
  const std::map<std::string, NetworkTimes> times = measure_times(run, request);
  Report report(comparison.name, comparison.heading, request);
  report.images(run.data);
  const std::vector<NetworkSummary> all =
      summarise(comparison, run, are_homework_images(comparison.data, digests_of(run.data)));
  add_comparison_table(report, all, times, request);
  add_recipe_table(report, all, times);
  add_accuracy_rule(report, all);
  add_comparison_numbers(report, all, times, request);
  report.faults(comparison.faults);
  add_pictures(report, run.networks(), run);
  if (comparison.more) comparison.more(run, request, report);
  report.trainings(run.records);
  report.write();
}

}  // namespace strata::experiments
