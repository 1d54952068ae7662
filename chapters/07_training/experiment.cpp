#include "07_training/experiment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "05_losses/cross_entropy.hpp"
#include "07_training/evaluation_mode.hpp"
#include "07_training/trainer.hpp"
#include "common/error.hpp"

namespace strata {
namespace {

constexpr Index evaluation_batch = 1000;

// A schedule is made for a number of epochs; with a constant rate, a training may be made longer.
std::string fixed_settings(const TrainingRecipe& recipe, Index epochs) {
  return recipe.schedule ? fmt::format("{} for {} epochs", recipe.name, epochs) : recipe.name;
}

}  // namespace

TrainingRecipe recipe_of(const ExperimentSettings& settings, const Dataset& train) {
  if (settings.own_recipe) return *settings.own_recipe;
  return training_recipe(settings.recipe, train.images.dim(3), settings.peak_rate);
}

Index steps_of(const ExperimentSettings& settings, const Dataset& train) {
  const Index batches = (train.size() + settings.batch_size - 1) / settings.batch_size;
  return settings.epochs * batches;
}

void expect_steps_for_schedule(const ExperimentSettings& settings, const Dataset& train) {
  if (steps_of(settings, train) >= 2 || !recipe_of(settings, train).schedule) return;
  throw UsageError({"--batch-size", fmt::format("{} of {} images, one step in all", settings.batch_size, train.size()),
                    "two steps or more", "its learning rate rises and falls: take smaller batches, or more --epochs"});
}

ExperimentResult run_experiment(Sequential network, const DataSplit& data, const ExperimentSettings& settings) {
  expect_steps_for_schedule(settings, data.train);
  const Normalisation normalisation = settings.normalisation.value_or(Normalisation::published(data.train));
  const TrainingRecipe recipe = recipe_of(settings, data.train);
  const DataLoader loader(data.train, {.batch_size = settings.batch_size,
                                       .seed = settings.seed,
                                       .normalisation = normalisation,
                                       .augmentation = recipe.augmentation});
  const LoaderOptions as_stored{.batch_size = evaluation_batch, .shuffle = false, .normalisation = normalisation};
  const DataLoader train(data.train, as_stored), test(data.test, as_stored);

  Rng rng(settings.seed);
  network.build(data.train.images.shape().without_front(), rng);
  const std::unique_ptr<Module> execution = settings.execution ? settings.execution(network) : nullptr;
  Module& running = execution ? *execution : network;
  CrossEntropy criterion;
  const std::unique_ptr<Optimizer> optimizer = recipe.optimizer(network.parameters());
  std::optional<Schedule> schedule;
  if (recipe.schedule) schedule = recipe.schedule(steps_of(settings, data.train));
  std::function<void(Index, const TrainingState&)> end_of_step;
  if (settings.end_of_step) {
    end_of_step = [&](Index steps, const TrainingState& state) { settings.end_of_step(network, steps, state); };
  }
  Trainer trainer(running, criterion, *optimizer, loader, &test,
                  {.epochs = settings.epochs,
                   .schedule = std::move(schedule),
                   .checkpoint = settings.checkpoint,
                   .checkpoint_steps = settings.checkpoint_steps,
                   .settings = fixed_settings(recipe, settings.epochs),
                   .progress = settings.progress,
                   .end_of_step = std::move(end_of_step)});
  if (settings.resume) trainer.resume(settings.checkpoint);
  const bool was_complete = trainer.state().epoch > settings.epochs;
  History history = trainer.train();
  Evaluation on_train = evaluate(running, criterion, train), on_test = evaluate(running, criterion, test);
  return {std::move(network), std::move(history), std::move(on_train), std::move(on_test), was_complete};
}

TimeRange inference_time(Module& network, const Tensor& images, Index batch, double seconds) {
  constexpr std::size_t most = 501, fewest = 11, warm_up = most / 10;
  const Tensor x = Normalisation::none(images.dim(3)).apply(images.slice(0, batch));
  const EvaluationMode mode(network);
  std::vector<double> times;
  const auto measure = [&](std::size_t repeats, double room) {
    times.clear();
    for (double spent = 0; times.size() < repeats && (spent < room || times.size() < fewest); spent += times.back()) {
      const auto start = std::chrono::steady_clock::now();
      network.forward(x);
      times.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
  };
  measure(warm_up, 1000 * seconds / 10);
  measure(most, 1000 * seconds);
  std::ranges::sort(times);
  const std::size_t last = times.size() - 1;
  return {times[last / 2], times[last / 10], times[last - last / 10]};
}

}  // namespace strata
