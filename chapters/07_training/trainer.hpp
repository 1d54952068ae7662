#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "02_modules/module.hpp"
#include "05_losses/criterion.hpp"
#include "06_optimizers/optimizer.hpp"
#include "06_optimizers/regulariser.hpp"
#include "06_optimizers/schedule.hpp"
#include "07_training/data_loader.hpp"
#include "07_training/diverged_error.hpp"
#include "07_training/evaluation.hpp"
#include "07_training/training_state.hpp"
#include "common/progress.hpp"

namespace strata {

/// How a Trainer trains. What is left out is not done.
struct TrainerOptions {
  Index epochs = 5;                               ///< passes over the training images
  std::optional<Schedule> schedule{};             ///< the learning rate of each step; without, the optimiser's own
  std::optional<Regulariser> regulariser{};       ///< adds its gradient before each step
  std::optional<double> clip_norm{};              ///< the longest gradient of all parameters together
  Index patience = 0;                             ///< stop after so many epochs without a better accuracy; 0: never
  bool keep_best = false;                         ///< at the end, put the weights of the best epoch back
  std::filesystem::path checkpoint{};             ///< where to save the training; empty: nowhere
  Index checkpoint_steps = 0;                     ///< save after so many steps; 0: after each epoch
  std::string settings{};                         ///< what else a checkpoint must have been made with, in words
  ProgressOptions progress{.unit = "images"};     ///< where the bar is drawn
  std::function<void(Index steps)> after_step{};  ///< called between two steps, with the number of steps taken

  /// Called with the number of steps taken while the last one still counts for its epoch, before anything is saved.
  std::function<void(Index steps, const TrainingState& state)> end_of_step{};
};

/// Trains a classifier: epochs of batches, one step of the optimiser for each, an evaluation after each epoch.
///
///     Trainer trainer(network, criterion, optimizer, train_loader, &test_loader, {.epochs = 5});
///     const History& history = trainer.train();
///
/// Ctrl-C ends it after the step in progress, with a checkpoint if it has a place for one. A training that goes on from
/// a checkpoint ends with the same bits as one that was never stopped.
class Trainer {
 public:
  /// All parts must outlive the trainer. `watched` is evaluated after each epoch, and early stopping and the best
  /// weights go by it: watching the images that the result is reported on would be choosing by them. Null: none.
  /// @throws Error if an option is negative, or early stopping and best weights have nothing to go by
  Trainer(Module& network, Criterion& criterion, Optimizer& optimizer, const DataLoader& train,
          const DataLoader* watched, TrainerOptions options = {});

  /// Goes on from a checkpoint. @throws Error as load_checkpoint does, if it is further than the last epoch, or if the
  /// best weights are to be kept and it has none
  void resume(const std::filesystem::path& checkpoint);

  /// Trains to the last epoch, or until it is stopped early.
  /// @throws DivergedError naming layer and step if the loss is no longer a number, or a parameter that is to be saved
  /// @throws Error after Ctrl-C
  const History& train();

  /// Where the training stands.
  const TrainingState& state() const { return state_; }

 private:
  void step();
  void end_epoch();
  void save();
  bool patience_is_over() const;
  DivergedError not_finite(const Tensor& x);

  Module& network_;
  Criterion& criterion_;
  Optimizer& optimizer_;
  const DataLoader& loader_;
  const DataLoader* watched_;
  TrainerOptions options_;
  TrainingState state_;
};

}  // namespace strata
