#include "make_network_train.hpp"

#include <fmt/format.h>

#include <iostream>
#include <memory>
#include <optional>

#include "07_training/experiment_report.hpp"
#include "07_training/experiment_seeds.hpp"
#include "13_custom_layers/make_network.hpp"
#include "13_custom_layers/make_network_references.hpp"
#include "common/error.hpp"
#include "common/parallel.hpp"
#include "make_network_image.hpp"

using namespace strata;

namespace {

struct TrainOptions {
  std::string network;
  ExperimentOptions experiment{.program = {.epochs = 5, .batch_size = 64}};
  std::filesystem::path results = "out";
  bool epochs_given = false;
};

void train(TrainOptions options) {
  ProgramOptions& program = options.experiment.program;
  if (network_entry(options.network).name.ends_with("Block")) {
    throw UsageError({options.network, "a block alone", "a network with one output for each class",
                      "./strata describe lists the networks"});
  }
  if (program.data.empty()) program.data = homework_data(options.network);
  set_thread_count(program.threads);
  const DataSplit data = load_dataset(program.data);
  const HomeworkNetwork network = homework_network(options.network, data.train.name);
  if (!options.epochs_given) program.epochs = network.epochs;
  if (program.out.empty()) program.out = options.results / fmt::format("{}_{}", options.network, data.train.name);
  std::cout << fmt::format("{}: {} training images, {} test images\n\n", data.train.name, data.train.size(),
                           data.test.size());
  if (options.experiment.seeds > 1) return run_seeds(network, data, options.experiment);
  run_and_report(network, data, options.experiment);
  std::cout << "Weights: " << (program.out / "weights.safetensors").string() << '\n';
}

void describe_all() {
  Table table({{"network"}, {"images", "", Align::left}, {"parameters"}, {"layers"}});
  for (const NetworkEntry& entry : network_table()) {
    for (const NetworkSize& size : entry.sizes) {
      table.row({entry.name, size.image.to_string(), size.parameters, entry.description});
    }
  }
  std::cout << table;
}

void describe(const std::string& name, const std::optional<Shape>& image) {
  if (name.empty()) return describe_all();
  Sequential network = make_network(name);
  Rng rng(1);
  network.build(image.value_or(network_entry(name).sizes.front().image), rng);
  std::cout << network.describe(KernelColumn::shown);
}

}  // namespace

void add_train(CLI::App& app) {
  const auto options = std::make_shared<TrainOptions>();
  CLI::App* verb = app.add_subcommand("train", "Train a network of the homework: train NETWORK [options]");
  verb->footer(
      "Without --data and --epochs, the homework's: 5 epochs, and 3 for its networks of different depth.\n"
      "`./strata describe` lists the networks.");
  verb->add_option("NETWORK", options->network, "A name of `./strata describe`")->required();
  options->experiment.add_to(*verb);
  verb->add_option("--results", options->results, "Without --out, results go to NETWORK_DATA in this folder")
      ->type_name("FOLDER")
      ->capture_default_str()
      ->take_last();
  verb->callback([options, verb] {
    options->epochs_given = verb->get_option("--epochs")->count() > 0;
    train(*options);
  });
}

void add_describe(CLI::App& app) {
  struct Options {
    std::string network;
    std::optional<Shape> image;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* verb =
      app.add_subcommand("describe", "Print the layers of a network: describe [NETWORK] [--image 32x32x3]");
  verb->add_option("NETWORK", options->network, "A network; without one, all are listed");
  add_image(*verb, options->image);
  verb->callback([options] { describe(options->network, options->image); });
}
