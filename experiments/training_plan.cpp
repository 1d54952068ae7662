#include "experiments/training_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <sstream>
#include <utility>

#include "01_tensors/tensor_file.hpp"
#include "07_training/module_state.hpp"
#include "14_fast_cpu/profile_counts.hpp"
#include "common/error.hpp"
#include "common/folders.hpp"
#include "common/progress.hpp"
#include "experiments/report.hpp"
#include "experiments/trace_recorder.hpp"
#include "experiments/training_facts.hpp"

namespace strata::experiments {
namespace {

Index classes_of(const DataSplit& data) { return static_cast<Index>(data.train.class_names.size()); }

// Millions of operations of a forward pass with all images of all epochs: what the bar counts, since an image takes one
// network a hundred times as long as another.
Index work_of(Sequential& network, Index epochs, const DataSplit& data) {
  std::vector<Module*> layers;
  for (Index i = 0; i < network.size(); ++i) layers.push_back(&network[i]);
  const double operations = fast_cpu::count_forward(layers, data.train.size()).operations;
  return epochs * std::max<Index>(1, static_cast<Index>(1e-6 * operations));
}

struct PlannedTraining {
  const TrainingPlan* plan;
  TrainingFiles files;
  Index work;
  bool keeps_weights;
  std::optional<TrainingRecord> record;
};

// A file that was cut off, or of another network, does not.
bool hold_weights(const std::filesystem::path& file, Sequential& network) {
  if (!std::filesystem::exists(file)) return false;
  try {
    load_module_state(network, load_tensors(file));
    return true;
  } catch (const Error&) {
    return false;
  }
}

// Where results are to be kept, those that an earlier run has left count. Nothing is removed: what a training leaves
// takes the place of what an earlier one of the same facts left, when it is whole.
std::vector<PlannedTraining> look_for_results(std::vector<TrainingPlan>& plans, const DataSplit& data,
                                              const Request& request) {
  std::vector<PlannedTraining> all;
  std::set<std::pair<std::string, std::string>> seen;
  const DataDigests digests = digests_of(data);
  for (TrainingPlan& plan : plans) {
    expect_steps_for_schedule(plan.settings, data.train);
    Sequential network = built_network(plan, data);
    plan.facts = training_facts(plan, network.describe(), data, digests, request);
    PlannedTraining training{.plan = &plan,
                             .files = files_of(request.program.out, plan),
                             .work = work_of(network, plan.settings.epochs, data),
                             .keeps_weights = seen.emplace(plan.network, plan.recipe).second,
                             .record = std::nullopt};
    if (request.resume) training.record = load_record(training.files.record, plan.facts);
    const bool needs_weights = training.record && training.keeps_weights;
    if (needs_weights && !hold_weights(training.files.weights, network)) training.record = std::nullopt;
    all.push_back(std::move(training));
  }
  return all;
}

TrainingRecord train(const PlannedTraining& training, const DataSplit& data, const Request& request, ProgressBar& bar) {
  const TrainingPlan& plan = *training.plan;
  const TrainingFiles& files = training.files;
  if (!request.resume) {  // what a training that was stopped has left
    std::filesystem::remove(files.checkpoint);
    std::filesystem::remove(files.trace);
  }
  std::ostringstream silent;  // one bar for all trainings is enough
  ExperimentSettings settings = plan.settings;
  settings.checkpoint = files.checkpoint;
  settings.resume = request.resume && std::filesystem::exists(files.checkpoint);
  settings.execution = [&](Sequential& network) { return request.kernels.execution_of(network); };
  settings.progress = {.output = &silent};
  const Index steps = steps_of(settings, data.train);
  TraceRecorder recorder(files.trace, steps);
  Index shown = 0;  // of this training's work
  settings.end_of_step = [&](Sequential& network, Index step, const TrainingState& state) {
    recorder.end_of_step(network, step, state);
    const Index done = training.work * step / steps;
    bar.step(done - std::exchange(shown, done));
    if (plan.settings.end_of_step) plan.settings.end_of_step(network, step, state);
  };
  ExperimentResult run = run_experiment(plan.make(classes_of(data)), data, settings);
  if (training.keeps_weights) save_tensors(files.weights, module_state(run.network));
  return {.facts = plan.facts,
          .network = plan.network,
          .recipe = plan.recipe,
          .seed = settings.seed,
          .parameters = run.network.parameter_count(),
          .batch_size = settings.batch_size,
          .made = made_by(request),
          .history = run.history,
          .train_loss = run.train.loss,
          .train_accuracy = run.train.accuracy(),
          .test_loss = run.test.loss,
          .test_accuracy = run.test.accuracy(),
          .confusions = counts_of(run.test.confusion, classes_of(data)),
          .trace = recorder.trace()};
}

}  // namespace

TrainingFiles files_of(const std::filesystem::path& folder, const TrainingPlan& plan) {
  const std::string name =
      file_name(plan.network, fmt::format("{}_seed_{}_{}", plan.recipe, plan.settings.seed, short_digest(plan.facts)));
  const std::filesystem::path base = folder / "trainings" / name;
  const auto with = [&](const char* ending) { return std::filesystem::path(base.string() + ending); };
  return {with(".json"), with(".safetensors"), with(".checkpoint.safetensors"), with(".trace.json")};
}

std::vector<TrainingRecord> run_plans(const std::string& title, std::vector<TrainingPlan>& plans, const DataSplit& data,
                                      const Request& request) {
  create_folders(request.program.out / "trainings");
  std::vector<PlannedTraining> trainings = look_for_results(plans, data, request);
  Index all = 0, done = 0;
  for (const PlannedTraining& training : trainings) {
    all += training.work;
    if (training.record) done += training.work;
  }
  ProgressBar bar(title, all, {.unit = "million operations", .begun = done});
  std::vector<TrainingRecord> records;
  for (PlannedTraining& training : trainings) {
    const TrainingPlan& plan = *training.plan;
    const std::string recipe = plan.recipe == sole_recipe ? "" : plan.recipe + ", ";
    bar.title(fmt::format("{}, {} of {}: {}, {}seed {}", title, records.size() + 1, plans.size(), plan.network, recipe,
                          plan.settings.seed));
    if (!training.record) {
      training.record = train(training, data, request, bar);
      save_record(training.files.record, *training.record);
      std::filesystem::remove(training.files.checkpoint);
      std::filesystem::remove(training.files.trace);
    }
    records.push_back(*std::move(training.record));
  }
  bar.finish();
  return records;
}

Sequential built_network(const TrainingPlan& plan, const DataSplit& data) {
  Sequential network = plan.make(classes_of(data));
  Rng rng(plan.settings.seed);
  network.build(data.train.images.shape().without_front(), rng);
  return network;
}

Sequential trained_network(const TrainingPlan& plan, const DataSplit& data, const std::filesystem::path& folder) {
  Sequential network = built_network(plan, data);
  load_module_state(network, load_tensors(files_of(folder, plan).weights));
  network.eval();
  return network;
}

}  // namespace strata::experiments
