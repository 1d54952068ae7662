#pragma once

#include "07_training/experiment.hpp"

#include <string>
#include "experiments/training_plan.hpp"

namespace strata::experiments {

/// How long a network takes on this machine, measured by itself, in milliseconds.
struct NetworkTimes {
  InferenceTime one;    ///< a forward pass of one image, in evaluation mode
  InferenceTime batch;  ///< of 64 images
  InferenceTime step;   ///< a training step: forward, loss, backward, optimiser
};

/// @throws UsageError if there are fewer test images than the batch that is timed has
void expect_images_to_time(const DataSplit& data);

/// Measures a plan's network, which runs as the request says, after a warm-up.
NetworkTimes measure_times(const TrainingPlan& plan, const DataSplit& data, const Request& request);

/// Of these, a training step alone.
InferenceTime measure_step(const TrainingPlan& plan, const DataSplit& data, const Request& request);

/// "0.043 (0.042 to 0.047)".
std::string with_spread(const InferenceTime& time);

}  // namespace strata::experiments
