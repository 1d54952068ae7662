#pragma once

#include <optional>
#include <string>
#include <vector>

#include "13_custom_layers/make_network_references.hpp"
#include "experiments/accuracy_rule.hpp"
#include "experiments/network_comparison.hpp"
#include "experiments/pytorch_accuracies.hpp"
#include "experiments/statistics.hpp"

namespace strata::experiments {

/// What the seeds of a network with one recipe have in common.
struct RecipeSummary {
  std::string recipe;      ///< "homework"
  Index seeds = 0;         ///< how many
  Spread running_loss{};   ///< mean cross-entropy of the training images while the network changed, in the last epoch
  Spread train_loss{};     ///< the same afterwards, in evaluation mode
  Spread test_loss{};      ///< that of the test images
  Spread running{};        ///< accuracy on the training images while the network changed, in the last epoch
  Spread train{};          ///< accuracy on the training images, in evaluation mode, after the last epoch
  Spread test{};           ///< accuracy on the test images
  SeedAccuracies tests{};  ///< the same, by seed
  Spread seconds{};        ///< of training
};

/// A network of a comparison, and what others say of it.
struct NetworkSummary {
  std::string network;                         ///< "SimpleCNN"
  Index parameters = 0;                        ///< for these images
  Index epochs = 0;                            ///< of every training
  Index batch_size = 0;                        ///< likewise
  std::vector<RecipeSummary> recipes;          ///< in the order of the plans
  std::optional<HomeworkNetwork> homework{};   ///< what the homework reports; nothing of a network that is not its own
  bool comparable = false;                     ///< whether images, epochs and batches are the homework's
  std::optional<PyTorchAccuracies> pytorch{};  ///< with the homework's settings, where they are stored
  AccuracyJudgement judgement;                 ///< of the homework's settings beside PyTorch's

  /// The recipe of this name, or null.
  const RecipeSummary* find(const std::string& recipe) const;
};

/// Puts together the records of all seeds of a network with one recipe.
RecipeSummary summarise_recipe(const std::string& recipe, const std::vector<const TrainingRecord*>& records);

/// Puts together what a comparison knows of its networks, in their order. `homework_images`: whether they are trained
/// on the homework's images, all of them.
std::vector<NetworkSummary> summarise(const NetworkComparison& comparison, const ComparisonRun& run,
                                      bool homework_images);

}  // namespace strata::experiments
