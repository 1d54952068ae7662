#pragma once

#include <string>

#include "experiments/network_comparison.hpp"
#include "experiments/statistics.hpp"

namespace strata::experiments {

/// What the trainings of blocks call their recipe.
constexpr const char* block_recipe = "own";

/// How alike the trainings of one block went over the seeds.
struct BlockStability {
  Spread last_loss;   ///< of the training images while the network changed, mean of the last fiftieth of the steps
  Spread train_loss;  ///< of all training images, in evaluation mode, after the last step
  Spread jump;        ///< the largest rise of the loss from one fiftieth of the steps to the next; 0 if it only falls
  Spread accuracy;    ///< on the test images, after the last step
  Spread seconds;     ///< of training
  double width =
      0;  ///< from the seeds' lowest loss to their highest at the same step, mean over steps; NaN of one seed
};

/// Trains a small network around each of compared_blocks() with the same images and settings, for every seed.
/// @throws Error as experiment_data and run_plans do
ComparisonRun train_blocks(const Request& request);

/// Puts together the trainings of one block.
BlockStability stability_of(const std::string& block, const ComparisonRun& run);

}  // namespace strata::experiments
