#include "experiments/variant_comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "common/plot.hpp"
#include "experiments/comparison_tables.hpp"
#include "experiments/experiment_data.hpp"
#include "experiments/learning_curves.hpp"
#include "experiments/loss_bands.hpp"
#include "experiments/network_summary.hpp"
#include "experiments/network_times.hpp"
#include "experiments/number_rows.hpp"

namespace strata::experiments {
namespace {

std::vector<TrainingPlan> plans_of(const VariantComparison& comparison, const Request& request) {
  std::vector<TrainingPlan> plans;
  const Index own_epochs = request.quick ? 1 : comparison.epochs;
  for (const Variant& variant : comparison.variants) {
    for (const std::uint64_t seed : request.all_seeds()) {
      plans.push_back({.network = variant.name,
                       .make = variant.make,
                       .recipe = sole_recipe,
                       .settings = {.own_recipe = variant.recipe,
                                    .epochs = request.program.epochs > 0 ? request.program.epochs : own_epochs,
                                    .batch_size = request.program.batch_size > 0 ? request.program.batch_size
                                                                                 : comparison.batch_size,
                                    .seed = seed}});
    }
  }
  return plans;
}

void add_table(Report& report, const ComparisonRun& run, const std::map<std::string, NetworkTimes>& times,
               const Request& request) {
  Table table({{"variant", "", Align::left},
               {"parameters"},
               {"epochs"},
               {"seeds"},
               {"device", "", Align::left},
               {"training", "s"},
               {"a step", "ms"},
               {"1 image", "ms"},
               {"64 images", "ms"},
               {"running loss"},
               {"train loss"},
               {"test loss"},
               {"running accuracy"},
               {"train accuracy"},
               {"test accuracy"},
               {"lowest to highest"}});
  std::vector<NumberRow> numbers;
  for (const std::string& name : run.networks()) {
    const auto records = run.of(name, sole_recipe);
    const RecipeSummary summary = summarise_recipe(sole_recipe, records);
    const NetworkTimes& time = times.at(name);
    const TrainingRecord& first = *records.front();
    const auto epochs = static_cast<Index>(first.history.epochs.size());
    table.row({name, first.parameters, epochs, summary.seeds, device_text(request), training_seconds(summary.seconds),
               with_spread(time.steps.at(sole_recipe)), with_spread(time.one), with_spread(time.batch),
               decimal(summary.running_loss, 4), decimal(summary.train_loss, 4), decimal(summary.test_loss, 4),
               percent(summary.running), percent(summary.train), percent(summary.test), percent_range(summary.test)});
    numbers.push_back(training_numbers({name, first.parameters, epochs, first.batch_size, summary}, time, request));
  }
  report.table(
      "Losses and accuracies after the last epoch, mean ± standard deviation over the seeds; nothing is selected. "
      "Running: in the last epoch, while the network changed. Train: on the same images afterwards, in evaluation "
      "mode. Times are medians, with a tenth to nine tenths.",
      table);
  report.numbers(table_of(numbers));
}

std::vector<std::string> names_of(const VariantComparison& comparison, const std::string& family) {
  std::vector<std::string> names;
  for (const Variant& variant : comparison.variants) {
    if (variant.family == family) names.push_back(variant.name);
  }
  return names;
}

std::vector<std::string> families_of(const VariantComparison& comparison) {
  std::vector<std::string> families;
  for (const Variant& variant : comparison.variants) {
    if (std::ranges::find(families, variant.family) == families.end()) families.push_back(variant.family);
  }
  return families;
}

void add_loss_steps(Report& report, const ComparisonRun& run, const std::vector<std::string>& names,
                    const std::string& family) {
  Plot plot(fmt::format("Training loss while the networks changed, mean of the seeds{}{}", family.empty() ? "" : ", ",
                        family),
            {"step", ""}, {"cross-entropy", "nats"});
  for (const std::string& name : names) {
    const LossBands bands = loss_bands(run.of(name, sole_recipe));
    plot.line(name, bands.steps, bands.mean);
  }
  report.picture("Loss on the training images, about fifty points in a training",
                 plot.log_y().whole_x().write(report.folder() / file_name("loss_steps", family)));
}

}  // namespace

void run_variants(const VariantComparison& comparison, const Request& request) {
  ComparisonRun run{
      .data = experiment_data(comparison.data, request), .plans = plans_of(comparison, request), .records = {}};
  expect_images_to_time(run.data, request);
  run.records = run_plans(comparison.name, run.plans, run.data, request);
  const std::map<std::string, NetworkTimes> times = measure_times(run, request);
  Report report(comparison.name, comparison.heading, request);
  report.images(run.data);
  add_table(report, run, times, request);
  for (const std::string& family : families_of(comparison)) {
    const std::vector<std::string> names = names_of(comparison, family);
    add_loss_steps(report, run, names, family);
    add_accuracy_curves(report, names, run, sole_recipe, family);
  }
  if (!comparison.faults.empty()) report.faults(comparison.faults);
  if (comparison.more) comparison.more(run, request, report);
  report.trainings(run.records);
  report.write();
}

}  // namespace strata::experiments
