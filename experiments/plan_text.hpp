#pragma once

#include <string>

#include "experiments/training_plan.hpp"

namespace strata::experiments {

/// "the homework's settings, seed 1": which of a network's trainings is shown, for titles. Where an experiment has a
/// recipe of its own, "seed 1".
std::string settings_and_seed(const TrainingPlan& plan);

}  // namespace strata::experiments
