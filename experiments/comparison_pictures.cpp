#include "experiments/comparison_pictures.hpp"

#include "experiments/confusion_report.hpp"
#include "experiments/gradient_report.hpp"
#include "experiments/learning_curves.hpp"

namespace strata::experiments {

void add_pictures(Report& report, const std::vector<std::string>& networks, const ComparisonRun& run) {
  for (const std::string& recipe : run.recipes()) {
    add_loss_curves(report, networks, run, recipe);
    add_accuracy_curves(report, networks, run, recipe);
  }
  const std::string recipe = run.recipes().front();
  add_confusions(report, networks, run, recipe);
  add_gradient_flow(report, networks, run, recipe);
}

}  // namespace strata::experiments
