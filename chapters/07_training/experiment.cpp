#include "07_training/experiment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>
#include <vector>

#include "05_losses/cross_entropy.hpp"
#include "06_optimizers/adam.hpp"
#include "07_training/evaluation_mode.hpp"
#include "07_training/trainer.hpp"
#include "common/error.hpp"

namespace strata {
namespace {

constexpr Index evaluation_batch = 1000;
constexpr double book_peak = 4e-3;
constexpr double book_decay = 0.01;

// [region recipes]
AdamOptions optimizer_options(Recipe recipe) {
  if (recipe == Recipe::homework) return {.learning_rate = 1e-3};
  return {.learning_rate = book_peak, .weight_decay = book_decay, .decoupled = true};
}

std::optional<Schedule> schedule(Recipe recipe, Index steps) {
  if (recipe == Recipe::homework) return std::nullopt;
  return Schedule::one_cycle(book_peak, steps);
}
// [endregion recipes]

// A schedule is made for a number of epochs; with a constant rate, a training may be made longer.
std::string fixed_settings(const ExperimentSettings& settings) {
  if (settings.recipe == Recipe::homework) return "the homework's settings";
  return fmt::format("the book's recipe for {} epochs", settings.epochs);
}

}  // namespace

Recipe recipe_named(const std::string& name) {
  if (name == "homework") return Recipe::homework;
  if (name == "book") return Recipe::book;
  throw UsageError({"--recipe", "\"" + name + "\"", "homework or book", "chapter 7 says what both are"});
}

ExperimentResult run_experiment(Sequential network, const DataSplit& data, const ExperimentSettings& settings) {
  const Normalisation normalisation = Normalisation::published(data.train);
  const DataLoader loader(data.train,
                          {.batch_size = settings.batch_size, .seed = settings.seed, .normalisation = normalisation});
  const LoaderOptions as_stored{.batch_size = evaluation_batch, .shuffle = false, .normalisation = normalisation};
  const DataLoader train(data.train, as_stored), test(data.test, as_stored);

  Rng rng(settings.seed);
  network.build(data.train.images.shape().without_front(), rng);
  const std::unique_ptr<Module> execution = settings.execution ? settings.execution(network) : nullptr;
  Module& running = execution ? *execution : network;
  CrossEntropy criterion;
  Adam optimizer(network.parameters(), optimizer_options(settings.recipe));
  Trainer trainer(running, criterion, optimizer, loader, &test,
                  {.epochs = settings.epochs,
                   .schedule = schedule(settings.recipe, settings.epochs * loader.batches()),
                   .checkpoint = settings.checkpoint,
                   .checkpoint_steps = settings.checkpoint_steps,
                   .settings = fixed_settings(settings),
                   .progress = settings.progress});
  if (settings.resume) trainer.resume(settings.checkpoint);
  const bool was_complete = trainer.state().epoch > settings.epochs;
  History history = trainer.train();
  Evaluation on_train = evaluate(running, criterion, train), on_test = evaluate(running, criterion, test);
  return {std::move(network), std::move(history), std::move(on_train), std::move(on_test), was_complete};
}

InferenceTime inference_time(Module& network, const Tensor& images) {
  constexpr int warm_up = 50, repeats = 501;
  const Tensor x = Normalisation::none(images.dim(3)).apply(images.slice(0, 1));
  const EvaluationMode mode(network);
  std::vector<double> times;
  for (int repeat = 0; repeat < warm_up + repeats; ++repeat) {
    const auto start = std::chrono::steady_clock::now();
    network.forward(x);
    const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - start;
    if (repeat >= warm_up) times.push_back(time.count());
  }
  std::ranges::sort(times);
  return {times[repeats / 2], times[repeats / 10], times[repeats - 1 - repeats / 10]};
}

}  // namespace strata
