#include "demo_simple_cnn.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iostream>
#include <vector>

#include "01_tensors/tensor_file.hpp"
#include "07_training/module_state.hpp"
#include "11_pooling/networks.hpp"
#include "common/table.hpp"

using namespace strata;

namespace {

ExperimentSettings settings_of(const SimpleCnnOptions& options) {
  return {.recipe = recipe_named(options.recipe),
          .epochs = options.program.epochs,
          .batch_size = options.program.batch_size,
          .seed = options.program.seed};
}

Sequential network_for(const DataSplit& data) { return simple_cnn(static_cast<Index>(data.train.class_names.size())); }

// What the homework reports, and whether our row may be compared with it.
void add_homework(Table& table, const DataSplit& data, const SimpleCnnOptions& options) {
  const bool comparable = data.train.name == "mnist" && options.program.epochs == 5 &&
                          options.program.batch_size == 64 && options.recipe == "homework";
  table.row({"homework's report", "mnist", 421642, 5, "", "0.43", Percent{0.9921, 2}, "", Percent{0.9917, 2},
             comparable ? "yes" : "not comparable"});
}

}  // namespace

ExperimentResult train_simple_cnn(const DataSplit& data, const SimpleCnnOptions& options) {
  const std::filesystem::path& out = options.program.out;
  ExperimentSettings settings = settings_of(options);
  settings.checkpoint = out / "checkpoint.safetensors";
  settings.resume = options.resume;
  ExperimentResult result = run_experiment(network_for(data), data, settings);
  std::cout << result.network.describe() << '\n';
  const InferenceTime time = inference_time(result.network, data.test.images);
  Table table({{"SimpleCNN"},
               {"data"},
               {"parameters"},
               {"epochs"},
               {"time", "s"},
               {"inference", "ms"},
               {"running accuracy"},
               {"train accuracy"},
               {"test accuracy"},
               {"comparable"}});
  table.row({options.recipe == "homework" ? "homework's settings" : "the book's recipe", data.train.name,
             result.network.parameter_count(), static_cast<Index>(result.history.epochs.size()),
             Real{result.history.seconds(), 1},
             fmt::format("{:.3f} ({:.3f} to {:.3f})", time.median, time.low, time.high),
             Percent{result.history.epochs.back().running_accuracy, 2}, Percent{result.train.accuracy(), 2},
             Percent{result.test.accuracy(), 2}, ""});
  add_homework(table, data, options);
  std::cout << table << '\n';
  table.write(out / "results.md");
  table.write(out / "results.json");
  result.history.write_csv(out / "history.csv");
  save_tensors(out / "weights.safetensors", module_state(result.network));
  return result;
}

void train_seeds(const DataSplit& data, const SimpleCnnOptions& options, Index seeds) {
  Table table({{"seed"}, {"time", "s"}, {"train accuracy"}, {"test accuracy"}});
  std::vector<double> accuracies;
  ExperimentSettings settings = settings_of(options);
  for (Index i = 0; i < seeds; ++i, ++settings.seed) {
    const ExperimentResult result = run_experiment(network_for(data), data, settings);
    accuracies.push_back(100 * result.test.accuracy());
    table.row({settings.seed, Real{result.history.seconds(), 1}, Percent{result.train.accuracy(), 2},
               Percent{result.test.accuracy(), 2}});
  }
  double mean = 0, squares = 0;
  for (const double accuracy : accuracies) mean += accuracy / static_cast<double>(seeds);
  for (const double accuracy : accuracies) squares += (accuracy - mean) * (accuracy - mean);
  std::cout << table
            << fmt::format("\nTest accuracy of {} seeds, last epoch: {:.2f} ± {:.2f} % (mean ± standard deviation)\n",
                           seeds, mean, std::sqrt(squares / static_cast<double>(seeds - 1)));
  table.write(options.program.out / fmt::format("seeds_{}_{}.md", options.recipe, data.train.name));
}
