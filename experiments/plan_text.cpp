#include "experiments/plan_text.hpp"

#include <fmt/format.h>

#include <string>

#include "common/table.hpp"

namespace strata::experiments {

std::string counted(Index count, const std::string& word) {
  return fmt::format("{} {}{}", Cell(count).text(), word, count == 1 ? "" : "s");
}

std::string settings_and_seed(const TrainingPlan& plan) {
  return with_recipe(fmt::format("seed {}", plan.settings.seed), plan.recipe);
}

}  // namespace strata::experiments
