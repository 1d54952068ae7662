#pragma once

#include <map>
#include <string>

#include "07_training/experiment.hpp"
#include "experiments/network_comparison.hpp"

namespace strata::experiments {

/// How long a network takes on this machine, measured by itself, in milliseconds.
struct NetworkTimes {
  TimeRange one;                           ///< a forward pass of one image, in evaluation mode
  TimeRange batch;                         ///< of 64 images
  std::map<std::string, TimeRange> steps;  ///< for each recipe, a step: forward, loss, backward, optimiser
};

/// @throws UsageError if there are fewer test images than the batch that is timed has
void expect_images_to_time(const DataSplit& data, const Request& request);

/// Measures every network of a run, as the request says that networks run, after a warm-up.
/// @throws Error after Ctrl-C
std::map<std::string, NetworkTimes> measure_times(const ComparisonRun& run, const Request& request);

/// Of these, a training step alone.
TimeRange measure_step(const TrainingPlan& plan, const DataSplit& data, const Request& request);

/// "0.043 (0.042 to 0.047)".
std::string with_spread(const TimeRange& time);

}  // namespace strata::experiments
