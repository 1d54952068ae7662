#include <string>
#include <vector>

#include "common/plot_bars.hpp"
#include "experiments/diff_blocks.hpp"
#include "experiments/learning_curves.hpp"

namespace strata::experiments {

void add_diff_blocks_pictures(Report& report, const std::vector<DiffBlocksRow>& rows, const ComparisonRun& run) {
  add_accuracy_curves(report, run.networks(), run, sole_recipe);
  add_loss_curves(report, run.networks(), run, sole_recipe);
  std::vector<std::string> labels;
  for (const DiffBlocksRow& row : rows) labels.push_back(row.label());
  const auto bars = [&](const std::string& file, const std::string& title, const Axis& axis, int digits,
                        const auto& value) {
    std::vector<double> values;
    for (const DiffBlocksRow& row : rows) values.push_back(value(row.columns()));
    BarChart chart(title, axis, labels);
    report.picture(title, chart.bars(title, values).value_labels(digits).write(report.folder() / file));
  };
  bars("parameters", "Parameters", {"parameters", "millions"}, 2,
       [](const NineColumns& row) { return row.parameters; });
  bars("memory", "Peak memory in training, above the idle process", {"memory", "MB"}, 0,
       [](const NineColumns& row) { return row.memory; });
  bars("epoch_time", "Time of an epoch", {"time", "s"}, 1, [](const NineColumns& row) { return row.epoch; });
  bars("accuracy_per_parameter", "Test accuracy per million parameters", {"accuracy per million", ""}, 4,
       [](const NineColumns& row) { return row.per_parameter(); });
}

}  // namespace strata::experiments
