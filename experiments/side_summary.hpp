#pragma once

#include <string>
#include <vector>

#include "experiments/side_run.hpp"
#include "experiments/statistics.hpp"

namespace strata::experiments {

/// Seconds of training, over the seeds.
Spread training_time(const Side& side);

/// Accuracies on the test images after the last epoch, over the seeds.
Spread test_accuracy(const Side& side);

/// Losses on all training images before the first epoch, then after each; the mean of the seeds.
std::vector<double> mean_losses(const Side& side);

/// One of a run's two times; of each of its numbers, the middle one of the seeds.
InferenceTime middle_time(const Side& side, InferenceTime SideRun::*time);

/// "measured", or "stored run of 2026-11-22 on ...".
std::string source_of(const Side& side);

/// The largest difference of the losses of two runs of the same work, before the first epoch and after each; empty
/// where no run of one side has the work of one of the other.
std::vector<double> loss_differences(const Side& one, const Side& other);

}  // namespace strata::experiments
