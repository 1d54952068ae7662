#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "01_tensors/dataset.hpp"
#include "02_modules/sequential.hpp"
#include "07_training/evaluation.hpp"
#include "07_training/history.hpp"
#include "07_training/normalisation.hpp"
#include "07_training/training_recipe.hpp"
#include "07_training/training_state.hpp"
#include "common/progress.hpp"

namespace strata {

/// Another way to run a network that was built: makes a module that shares its parameters, as a later chapter has it.
/// The network must outlive what is returned. Null, or no function: the network runs as it is.
using Execution = std::function<std::unique_ptr<Module>(Sequential& network)>;

/// One training.
struct ExperimentSettings {
  Recipe recipe = Recipe::homework;              ///< how
  std::optional<TrainingRecipe> own_recipe{};    ///< how, in the place of `recipe`
  double peak_rate = usual_peak_rate;            ///< the highest learning rate of the book's recipe
  Index epochs = 5;                              ///< passes over the training images
  Index batch_size = 64;                         ///< how many images each step sees
  std::uint64_t seed = 1;                        ///< of first weights and orders
  std::filesystem::path checkpoint{};            ///< where the training is saved; empty: nowhere
  Index checkpoint_steps = 0;                    ///< after so many steps; 0: after each epoch
  bool resume = false;                           ///< go on from the checkpoint
  Execution execution{};                         ///< how the network runs
  std::optional<Normalisation> normalisation{};  ///< of the images; without, the published one

  /// Called at the end of each step; may be empty. See Trainer.
  std::function<void(Sequential& network, Index steps, const TrainingState& state)> end_of_step{};
  ProgressOptions progress{.unit = "images"};  ///< where the bar is drawn
};

/// The recipe of these settings for these images.
TrainingRecipe recipe_of(const ExperimentSettings& settings, const Dataset& train);

/// How many steps it has: batches times epochs.
Index steps_of(const ExperimentSettings& settings, const Dataset& train);

/// A learning rate that rises and falls needs two steps at least.
/// @throws UsageError that names --batch-size
void expect_steps_for_schedule(const ExperimentSettings& settings, const Dataset& train);

/// What came out of it.
struct ExperimentResult {
  Sequential network;         ///< after the last epoch
  History history;            ///< of all epochs
  Evaluation train;           ///< on the training images, in evaluation mode, after the last epoch
  Evaluation test;            ///< on the test images
  bool was_complete = false;  ///< nothing was trained: the checkpoint to go on from had all epochs
};

/// Builds the network, which must not be built yet, trains it and evaluates it. Nothing is chosen by the test images:
/// the network after the last epoch counts.
/// @throws Error as expect_steps_for_schedule, Trainer::train and Trainer::resume do
ExperimentResult run_experiment(Sequential network, const DataSplit& data, const ExperimentSettings& settings);

/// How long something takes that was measured more than once, in milliseconds.
struct TimeRange {
  double median;  ///< half of the measurements took less
  double low;     ///< a tenth of them took less
  double high;    ///< a tenth of them took more
};

/// How long a forward pass takes in evaluation mode for the first `batch` of these images, after a warm-up: 501 passes,
/// or as many as there is time for, but eleven at least.
TimeRange inference_time(Module& network, const Tensor& images, Index batch = 1, double seconds = 3);

}  // namespace strata
