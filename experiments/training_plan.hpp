#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "07_training/experiment.hpp"
#include "experiments/request.hpp"
#include "experiments/training_record.hpp"

namespace strata::experiments {

/// What the recipe of plans is called that are told apart by their networks' names alone.
inline constexpr const char* sole_recipe = "own";

/// One training that an experiment wants.
struct TrainingPlan {
  std::string network;                            ///< "SimpleCNN"
  std::function<Sequential(Index classes)> make;  ///< makes it, not built yet
  std::string recipe;                             ///< "homework", "book" or sole_recipe
  ExperimentSettings settings;                    ///< everything else, but what run_plans() fills in
  std::string facts{};                            ///< what it is the result of; run_plans() fills it in
};

/// Where run_plans() keeps what belongs to a training. The names hold a digest of its facts, so that trainings with
/// other images or settings lie side by side, and none is taken for another one's.
struct TrainingFiles {
  std::filesystem::path record;      ///< what came out of it
  std::filesystem::path weights;     ///< of the network after the last epoch
  std::filesystem::path checkpoint;  ///< while it is under way
  std::filesystem::path trace;       ///< likewise
};

/// Where they are in the folder of an experiment, once run_plans() knows the facts.
TrainingFiles files_of(const std::filesystem::path& folder, const TrainingPlan& plan);

/// Carries out one training after the other and shows how far all of them together are. A training that is done stays
/// in request.program.out; with request.resume, it is not repeated where its facts are still the same, and one that was
/// stopped goes on. Weights are kept of a network's first plan with each recipe; where they cannot be read, that
/// training is repeated.
/// @throws UsageError where a batch size leaves a recipe too few steps, before anything is trained
/// @throws Error as run_experiment does, after Ctrl-C too
std::vector<TrainingRecord> run_plans(const std::string& title, std::vector<TrainingPlan>& plans, const DataSplit& data,
                                      const Request& request);

/// The network of a plan as it is before its first step.
Sequential built_network(const TrainingPlan& plan, const DataSplit& data);

/// The network of a plan whose weights were kept, in evaluation mode.
Sequential trained_network(const TrainingPlan& plan, const DataSplit& data, const std::filesystem::path& folder);

}  // namespace strata::experiments
