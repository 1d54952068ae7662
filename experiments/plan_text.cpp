#include "experiments/plan_text.hpp"

#include <fmt/format.h>

#include <string>

namespace strata::experiments {

std::string settings_and_seed(const TrainingPlan& plan) {
  return with_recipe(fmt::format("seed {}", plan.settings.seed), plan.recipe);
}

}  // namespace strata::experiments
