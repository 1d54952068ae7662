#pragma once

#include <vector>

#include "experiments/training_record.hpp"

namespace strata::experiments {

/// The loss curves of several seeds, which were looked at after the same steps.
struct LossBands {
  std::vector<double> steps;            ///< where each piece of the curves ends
  std::vector<double> mean, low, high;  ///< over the seeds, of the loss in this piece
};

/// Of the trainings of one network; empty without any. @throws Error if they were looked at after different steps
LossBands loss_bands(const std::vector<const TrainingRecord*>& records);

}  // namespace strata::experiments
