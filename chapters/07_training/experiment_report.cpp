#include "07_training/experiment_report.hpp"

#include <fmt/format.h>

#include <iostream>
#include <memory>
#include <utility>
#include <vector>

#include "01_tensors/tensor_file.hpp"
#include "07_training/module_state.hpp"
#include "common/folders.hpp"

namespace strata {
namespace {

constexpr Index homework_batch = 64;
constexpr const char* homework_settings = "homework's settings";

// The homework trains on all images; where we take fewer or other ones, their number has a column.
Table results_table(const HomeworkNetwork& network, bool with_images) {
  std::vector<Column> columns{{network.name}, {"data"}};
  if (with_images) columns.push_back({"images"});
  for (const Column& column : std::vector<Column>{{"parameters"},
                                                  {"epochs"},
                                                  {"time", "s"},
                                                  {"inference", "ms"},
                                                  {"running accuracy"},
                                                  {"train accuracy"},
                                                  {"test accuracy"},
                                                  {"comparable"}}) {
    columns.push_back(column);
  }
  return Table(std::move(columns));
}

// What a row was trained and judged on.
std::string data_of(const DataSplit& data, const ExperimentOptions& options) {
  if (options.held_out == 0) return data.train.name;
  return fmt::format("{}, {} held out", data.train.name, data.test.size());
}

void add_row(Table& table, bool with_images, Index images, std::vector<Cell> cells) {
  if (with_images) cells.insert(cells.begin() + 2, images);
  table.row(std::move(cells));
}

}  // namespace

std::string settings_of(const HomeworkNetwork& network, const ExperimentOptions& options) {
  const ProgramOptions& program = options.program;
  if (options.peak_rate) return fmt::format("the book's recipe, rate up to {}", *options.peak_rate);
  if (options.recipe == Recipe::book) return "the book's recipe";
  if (network.usual && program.epochs == network.epochs && program.batch_size == homework_batch)
    return homework_settings;
  return fmt::format("Adam 1e-3, batch {}", program.batch_size);
}

ExperimentResult run_and_report(const HomeworkNetwork& network, const DataSplit& data,
                                const ExperimentOptions& options) {
  const std::filesystem::path& out = options.program.out;
  create_folders(out);
  ExperimentResult result =
      run_experiment(network.make(static_cast<Index>(data.train.class_names.size())), data,
                     options.settings(options.program.seed, out / "checkpoint.safetensors", network.peak_rate));
  if (result.was_complete) {
    std::cout << fmt::format("{} has all epochs: nothing was left to train.\n\n",
                             (out / "checkpoint.safetensors").string());
  }
  const std::unique_ptr<Module> execution = options.execution ? options.execution(result.network) : nullptr;
  const TimeRange time = inference_time(execution ? *execution : result.network, data.test.images);
  const bool reported = !network.data.empty();
  const bool same_images = !reported || data.train.size() == network.images;
  const std::string settings = settings_of(network, options);
  const bool comparable = data.train.name == network.data && same_images && settings == homework_settings;

  Table table = results_table(network, !same_images);
  add_row(table, !same_images, data.train.size(),
          {settings, data_of(data, options), result.network.parameter_count(),
           static_cast<Index>(result.history.epochs.size()), Real{result.history.seconds(), 1},
           fmt::format("{:.3f} ({:.3f} to {:.3f})", time.median, time.low, time.high),
           Percent{result.history.epochs.back().running_accuracy, 2}, Percent{result.train.accuracy(), 2},
           Percent{result.test.accuracy(), 2}, ""});
  if (reported) {
    add_row(table, !same_images, network.images,
            {"homework's report", network.data, network.parameters, network.epochs, "", network.inference,
             network.running_accuracy, "", network.test_accuracy, comparable ? "yes" : "not comparable"});
  }
  std::cout << result.network.describe() << '\n' << table << '\n';

  table.write(out / "results.md");
  table.write(out / "results.json");
  result.history.write_csv(out / "history.csv");
  save_tensors(out / "weights.safetensors", module_state(result.network));
  return result;
}

}  // namespace strata
