#include "experiments/plan_text.hpp"

#include <fmt/format.h>

#include <string>

namespace strata::experiments {

std::string settings_and_seed(const TrainingPlan& plan) {
  const std::string seed = fmt::format("seed {}", plan.settings.seed);
  if (plan.recipe == "book") return "the book's recipe, " + seed;
  return plan.recipe == "homework" ? "the homework's settings, " + seed : seed;
}

}  // namespace strata::experiments
