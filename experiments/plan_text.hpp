#pragma once

#include <string>

#include "experiments/training_plan.hpp"

namespace strata::experiments {

/// "1 seed", "5,000 images".
std::string counted(Index count, const std::string& word);

/// "seed 1, the homework's settings": which of a network's trainings is shown, for titles. Where an experiment has a
/// recipe of its own, "seed 1".
std::string settings_and_seed(const TrainingPlan& plan);

}  // namespace strata::experiments
