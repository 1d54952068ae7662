// Chapter 7's program: the homework's first network, trained by the book's own Trainer.

#include <fmt/format.h>

#include <cmath>
#include <iostream>
#include <vector>

#include "01_tensors/dataset.hpp"
#include "07_training/experiment.hpp"
#include "07_training/module_state.hpp"
#include "common/command_line.hpp"
#include "common/error.hpp"
#include "common/parallel.hpp"
#include "common/program_options.hpp"
#include "common/table.hpp"
#include "demo_pictures.hpp"

using namespace strata;

namespace {

struct DemoOptions {
  ProgramOptions program{.epochs = 5, .batch_size = 64, .out = "out/07_training"};
  std::string recipe = "homework";
  std::string seeds = "1";
  std::string checkpoint_steps = "0";
  bool resume = false;
};

Table results_table() {
  return Table({{"FCNet"},
                {"data"},
                {"parameters"},
                {"epochs"},
                {"time", "s"},
                {"inference", "ms"},
                {"running accuracy"},
                {"train accuracy"},
                {"test accuracy"},
                {"comparable"}});
}

// What the homework reports, and whether our row may be compared with it.
void add_reference(Table& table, const DataSplit& data, const DemoOptions& options) {
  const bool comparable = data.train.name == "mnist" && options.program.epochs == 5 &&
                          options.program.batch_size == 64 && options.recipe == "homework";
  table.row({"homework's report", "mnist", 242762, 5, "", "0.13", Percent{0.9855, 2}, "", Percent{0.9792, 2},
             comparable ? "yes" : "not comparable"});
}

void add_result(Table& table, const DataSplit& data, const DemoOptions& options, ExperimentResult& result) {
  const InferenceTime time = inference_time(result.network, data.test.images);
  table.row({options.recipe == "homework" ? "homework's settings" : "the book's recipe", data.train.name,
             result.network.parameter_count(), static_cast<Index>(result.history.epochs.size()),
             Real{result.history.seconds(), 1},
             fmt::format("{:.3f} ({:.3f} to {:.3f})", time.median, time.low, time.high),
             Percent{result.history.epochs.back().running_accuracy, 2}, Percent{result.train.accuracy(), 2},
             Percent{result.test.accuracy(), 2}, ""});
}

// Seeds one after the other: how much of an accuracy is chance?
void run_seeds(const DataSplit& data, const DemoOptions& options, Index seeds) {
  Table table({{"seed"}, {"time", "s"}, {"train accuracy"}, {"test accuracy"}});
  std::vector<double> accuracies;
  for (Index i = 0; i < seeds; ++i) {
    const std::uint64_t seed = options.program.seed + static_cast<std::uint64_t>(i);
    const ExperimentResult result = run_experiment(data, {.recipe = recipe_named(options.recipe),
                                                          .epochs = options.program.epochs,
                                                          .batch_size = options.program.batch_size,
                                                          .seed = seed});
    accuracies.push_back(100 * result.test.accuracy());
    table.row({seed, Real{result.history.seconds(), 1}, Percent{result.train.accuracy(), 2},
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

void run(const DemoOptions& options) {
  const Recipe recipe = recipe_named(options.recipe);
  const auto seeds = static_cast<Index>(parse_whole_number("--seeds", options.seeds, 1, 1000));
  const auto every =
      static_cast<Index>(parse_whole_number("--checkpoint-steps", options.checkpoint_steps, 0, 1000000000));
  set_thread_count(options.program.threads);
  const DataSplit data = load_dataset(options.program.data);
  std::cout << fmt::format("{}: {} training images, {} test images\n\n", data.train.name, data.train.size(),
                           data.test.size());
  if (seeds > 1) {
    if (options.resume || every > 0) {
      throw UsageError(
          {"--seeds", "several seeds with --resume or --checkpoint-steps", "one seed to save and resume", ""});
    }
    return run_seeds(data, options, seeds);
  }

  const std::filesystem::path& out = options.program.out;
  std::filesystem::create_directories(out);
  ExperimentResult result = run_experiment(data, {.recipe = recipe,
                                                  .epochs = options.program.epochs,
                                                  .batch_size = options.program.batch_size,
                                                  .seed = options.program.seed,
                                                  .checkpoint = out / "checkpoint.safetensors",
                                                  .checkpoint_steps = every,
                                                  .resume = options.resume});
  std::cout << result.network.describe() << '\n';
  Table table = results_table();
  add_result(table, data, options, result);
  add_reference(table, data, options);
  std::cout << table
            << "\nThe homework's train accuracy is the running one, taken while the network changed; its inference was "
               "timed\n"
               "without a warm-up.\n\n";
  table.write(out / "results.md");
  table.write(out / "results.json");
  result.history.write_csv(out / "history.csv");
  save_tensors(out / "weights.safetensors", module_state(result.network));
  std::cout << "Pictures:\n"
            << draw_losses(result.history, out) << '\n'
            << draw_accuracies(result.history, out) << '\n'
            << result.test.confusion.draw("Which class is taken for which", out / "fcnet_confusions") << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Chapter 7: train the homework's first network", "./strata run 7");
  DemoOptions options;
  options.program.add_to(app);
  app.add_option("--recipe", options.recipe, "homework: as the course has it; book: what the chapters teach")
      ->capture_default_str();
  app.add_option("--seeds", options.seeds, "Train so many times, from --seed on, and print mean and spread")
      ->capture_default_str();
  app.add_option("--checkpoint-steps", options.checkpoint_steps, "Save the training after so many steps; 0: each epoch")
      ->capture_default_str();
  app.add_flag("--resume", options.resume, "Go on from the checkpoint in --out");
  return run_command(app, argc, argv, [&] { run(options); });
}
