#pragma once

#include <functional>
#include <string>
#include <vector>

#include "experiments/network_comparison.hpp"

namespace strata::experiments {

/// Trainings of a comparison whose rows differ in something else than a network of the homework: in the optimiser, or
/// in the activation.
struct Variant {
  std::string name;                               ///< "AdaSmooth"
  std::function<Sequential(Index classes)> make;  ///< makes the network, not built yet
  TrainingRecipe recipe;                          ///< how it is trained
  std::string family = "";                        ///< curves of one family share a picture: "with BatchNorm"
};

/// An experiment that trains variants with the same images, epochs and seeds.
struct VariantComparison {
  std::string name;                      ///< "optimizers"
  std::string heading;                   ///< "Three optimisers on one network"
  std::string data;                      ///< "mnist" or "cifar10"
  Index epochs = 5;                      ///< unless --epochs says otherwise
  Index batch_size = 64;                 ///< unless --batch-size does
  std::vector<Variant> variants;         ///< which
  std::vector<std::string> faults = {};  ///< what of the sources is corrected here, a sentence each; may be none

  /// What it shows beside the table and the curves; may be empty.
  std::function<void(const ComparisonRun& run, const Request& request, Report& report)> more{};
};

/// Trains, times and reports a table, learning curves, and losses step by step.
/// @throws Error as experiment_data and run_plans do
void run_variants(const VariantComparison& comparison, const Request& request);

}  // namespace strata::experiments
