#pragma once

#include <string>

#include "experiments/network_comparison.hpp"
#include "experiments/network_summary.hpp"
#include "experiments/statistics.hpp"

namespace strata::experiments {

/// How alike the trainings of one block went over the seeds. A piece is what is between two looks, about a fiftieth of
/// the steps.
struct BlockStability {
  RecipeSummary summary;  ///< accuracies and seconds
  Spread last_loss;       ///< of the training images while the network changed, mean of the last piece
  Spread train_loss;      ///< of all training images, in evaluation mode, after the last step
  Spread jump;            ///< the largest rise of the loss from one piece to the next; 0 if it only falls
  double width = 0;       ///< from the seeds' lowest loss to their highest in the same piece, mean; NaN of one seed
};

/// Trains a small network around each of compared_blocks() with the same images and settings, for every seed.
/// @throws Error as experiment_data and run_plans do
ComparisonRun train_blocks(const Request& request);

/// Puts together the trainings of one block.
BlockStability stability_of(const std::string& block, const ComparisonRun& run);

}  // namespace strata::experiments
