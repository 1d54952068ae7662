#include "demo_overfitting.hpp"

#include <fmt/format.h>

#include <iostream>
#include <string>

#include "09_dropout/wide_net.hpp"
#include "common/plot.hpp"
#include "common/table.hpp"

using namespace strata;

namespace {

std::vector<double> column(const OverfittingRun& run, FunctionRef<double(const DropoutRecord&)> value) {
  std::vector<double> values;
  for (const DropoutRecord& record : run.records) values.push_back(value(record));
  return values;
}

std::vector<double> epochs_of(const OverfittingRun& run) {
  return column(run, [](const DropoutRecord& record) { return record.epoch; });
}

std::string label(const OverfittingRun& run) { return run.p > 0 ? fmt::format("p = {}", run.p) : "no dropout"; }

}  // namespace

std::vector<OverfittingRun> train_on_few(const DataSplit& few, Index width, const DropoutTraining& settings,
                                         const std::filesystem::path& out) {
  Table table({{"p"}, {"running accuracy"}, {"train accuracy"}, {"test accuracy"}, {"train loss"}, {"test loss"}});
  Table history({{"p"}, {"epoch"}, {"running accuracy"}, {"train accuracy"}, {"test accuracy"}, {"test loss"}});
  std::vector<OverfittingRun> runs;
  for (const double p : {0.0, 0.5, 0.8}) {
    Sequential network = wide_net(few.train, width, p, settings.seed);
    if (runs.empty()) std::cout << fmt::format("{} parameters, {} images", network.parameter_count(), few.train.size());
    if (runs.empty()) std::cout << fmt::format(", {} epochs:\n", settings.epochs) << std::flush;
    runs.push_back({p, train_with_records(network, few, settings)});
    const DropoutRecord& last = runs.back().records.back();
    table.row({Real{p, 1}, Percent{last.running_accuracy, 2}, Percent{last.train.accuracy(), 2},
               Percent{last.test.accuracy(), 2}, Real{last.train.loss, 4}, Real{last.test.loss, 3}});
    for (const DropoutRecord& record : runs.back().records) {
      history.row({Real{p, 1}, static_cast<Index>(record.epoch), Percent{record.running_accuracy},
                   Percent{record.train.accuracy()}, Percent{record.test.accuracy()}, record.test.loss});
    }
  }
  std::cout << table << '\n';
  table.write(out / "overfitting.md");
  table.write(out / "overfitting.json");
  history.write(out / "history.csv");
  return runs;
}

Picture draw_accuracies(const std::vector<OverfittingRun>& runs, const std::filesystem::path& out) {
  Plot plot("Accuracy with few images; dashed: on the training images", {"epoch", ""}, {"accuracy", "%"});
  for (const OverfittingRun& run : runs) {
    const auto train = [](const DropoutRecord& record) { return 100 * record.train.accuracy(); };
    const auto test = [](const DropoutRecord& record) { return 100 * record.test.accuracy(); };
    plot.line(label(run), epochs_of(run), column(run, test), {.markers = true});
    plot.line(label(run), epochs_of(run), column(run, train), {.dashed = true});
  }
  return plot.whole_x().write(out / "overfitting_accuracy");
}

Picture draw_losses(const std::vector<OverfittingRun>& runs, const std::filesystem::path& out) {
  Plot plot("Loss with few images; dashed: on the training images", {"epoch", ""}, {"cross-entropy", "nats per image"});
  for (const OverfittingRun& run : runs) {
    const auto train = [](const DropoutRecord& record) { return record.train.loss; };
    const auto test = [](const DropoutRecord& record) { return record.test.loss; };
    plot.line(label(run), epochs_of(run), column(run, test), {.markers = true});
    plot.line(label(run), epochs_of(run), column(run, train), {.dashed = true});
  }
  return plot.whole_x().write(out / "overfitting_loss");
}
