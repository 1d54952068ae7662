#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "06_optimizers/optimizer.hpp"
#include "06_optimizers/schedule.hpp"
#include "07_training/data_loader.hpp"

namespace strata {

/// How a network is trained, beside epochs, batches and seed.
struct TrainingRecipe {
  std::string name;  ///< says it all, since a training goes on only with the recipe that it began with

  /// Makes the optimiser of these parameters.
  std::function<std::unique_ptr<Optimizer>(std::vector<Parameter*>)> optimizer;

  /// The learning rate of a training of so many steps; empty: it stays the optimiser's own.
  std::function<Schedule(Index steps)> schedule{};

  /// What is done to the training images.
  Augmentation augmentation{};
};

/// Two ways to train the same network for the same number of epochs.
enum class Recipe {
  homework,  ///< Adam with a constant learning rate of 1e-3, as the course's homework has it
  book,      ///< Adam with decoupled weight decay and a learning rate that rises and falls; pictures are mirrored
};

/// "homework" or "book". @throws UsageError for another name
Recipe recipe_named(const std::string& name);

/// How high the book's recipe lets the learning rate rise, unless a network bears less.
inline constexpr double usual_peak_rate = 4e-3;

/// What a recipe says for images with so many channels: those in colour are pictures of things, which may be mirrored;
/// signs may not. The peak rate is the book's alone.
TrainingRecipe training_recipe(Recipe recipe, Index channels, double peak_rate = usual_peak_rate);

}  // namespace strata
