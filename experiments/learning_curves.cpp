#include "experiments/learning_curves.hpp"

#include <algorithm>
#include <limits>

#include "common/plot.hpp"
#include "experiments/statistics.hpp"

namespace strata::experiments {
namespace {

using Value = double (*)(const EpochRecord&);

// One network's line and, of several seeds, band.
void add_curve(Plot& plot, const std::string& network, const std::vector<const TrainingRecord*>& records, Value value) {
  std::vector<double> epochs, mean, low, high;
  for (std::size_t i = 0; i < records.front()->history.epochs.size(); ++i) {
    std::vector<double> of_seeds;
    for (const TrainingRecord* record : records) of_seeds.push_back(value(record->history.epochs[i]));
    const Spread spread = spread_of(of_seeds);
    epochs.push_back(static_cast<double>(i + 1));
    mean.push_back(spread.mean);
    low.push_back(spread.low);
    high.push_back(spread.high);
  }
  if (records.size() > 1) plot.band(network, epochs, low, high);
  plot.line(network, epochs, mean, {.markers = true});
}

void add_curves(Plot& plot, const std::vector<std::string>& networks, const ComparisonRun& run,
                const std::string& recipe, Value value) {
  for (const std::string& network : networks) add_curve(plot, network, run.of(network, recipe), value);
}

// Whether the mean losses of a recipe reach over a factor of ten: on a shorter logarithmic axis, there is a number or
// two.
bool reach_over_a_decade(const std::vector<std::string>& networks, const ComparisonRun& run,
                         const std::string& recipe) {
  double largest = 0, smallest = std::numeric_limits<double>::infinity();
  for (const std::string& network : networks) {
    for (const TrainingRecord* record : run.of(network, recipe)) {
      for (const EpochRecord& epoch : record->history.epochs) {
        largest = std::max(largest, epoch.running_loss);
        smallest = std::min(smallest, epoch.running_loss);
      }
    }
  }
  return largest > 10 * smallest;
}

}  // namespace

void add_loss_curves(Report& report, const std::vector<std::string>& networks, const ComparisonRun& run,
                     const std::string& recipe) {
  Plot plot(with_recipe("Training loss while the networks changed", recipe), {"epoch", ""}, {"cross-entropy", "nats"});
  add_curves(plot, networks, run, recipe, [](const EpochRecord& epoch) { return epoch.running_loss; });
  if (reach_over_a_decade(networks, run, recipe)) plot.log_y();
  report.picture(with_recipe("Loss on the training images, epoch by epoch", recipe),
                 plot.whole_x().write(report.folder() / ("loss_" + recipe)));
}

void add_accuracy_curves(Report& report, const std::vector<std::string>& networks, const ComparisonRun& run,
                         const std::string& recipe, const std::string& family) {
  const auto titled = [&](const std::string& title) {
    return family.empty() ? with_recipe(title, recipe) : title + ", " + family;
  };
  Plot plot(titled("Test accuracy"), {"epoch", ""}, {"accuracy", "%"});
  add_curves(plot, networks, run, recipe, [](const EpochRecord& epoch) { return 100 * epoch.test_accuracy; });
  report.picture(titled("Accuracy on the test images, epoch by epoch"),
                 plot.whole_x().write(report.folder() / file_name("accuracy", family.empty() ? recipe : family)));
}

}  // namespace strata::experiments
