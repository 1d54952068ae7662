#include "make_network_train.hpp"

#include <fmt/format.h>

#include <iostream>
#include <optional>
#include <string>

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
  ExperimentOptions experiment{.program = {.epochs = 0, .batch_size = 64}};  // 0 epochs: as many as the homework has
  std::filesystem::path results = "out";
};

void train(TrainOptions options) {
  ProgramOptions& program = options.experiment.program;
  if (network_entry(options.network).block) {
    throw UsageError({options.network, "a block alone", "a network with one output for each class",
                      "./strata describe lists the networks"});
  }
  if (program.data.empty()) program.data = homework_data(options.network);
  set_thread_count(program.threads);
  const DataSplit data = options.experiment.load_data();
  const HomeworkNetwork network = homework_network(options.network, data.train.name);
  if (program.epochs == 0) program.epochs = network.epochs;
  if (program.out.empty()) program.out = options.results / fmt::format("{}_{}", options.network, data.train.name);
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

void describe(const std::string& name, const std::optional<Shape>& image, const VerbExtension& extension) {
  if (name.empty() && image) {
    throw UsageError({"--image", "no network", "the network to describe for such images",
                      "the list of all networks is of the homework's images"});
  }
  if (name.empty()) return describe_all();
  Sequential network = make_network(name);
  Rng rng(1);
  network.build(image.value_or(network_entry(name).sizes.front().image), rng);
  std::cout << network.describe(KernelColumn::shown);
  if (extension.note) std::cout << extension.note(network);
}

}  // namespace

int run_train(int argc, const char* const* argv, const VerbExtension& extension) {
  Program program(
      "Train a network of the homework. Data and epochs are the homework's unless options say otherwise; "
      "DiffBlocksNN and CuPyCNN, which have settings of their own there, take those of the other networks.",
      "./strata train");
  TrainOptions options;
  program.add_argument("NETWORK", options.network, "A name of `./strata describe`");
  options.experiment.add_to(program);
  program.add_text("--results", options.results, "Without --out, results go to NETWORK_DATA in this folder");
  options.experiment.execution = extension.execution;
  if (extension.add_options) extension.add_options(program);
  return program.run(argc, argv, [&] {
    if (extension.begin) extension.begin();
    train(options);
  });
}

int run_describe(int argc, const char* const* argv, const VerbExtension& extension) {
  Program program("Print the layers of a network", "./strata describe");
  std::string network;
  std::optional<Shape> image;
  program.add_argument("NETWORK", network, "Its name; without one, all networks are listed", Program::Needed::no);
  add_image(program, image);
  if (extension.add_options) extension.add_options(program);
  return program.run(argc, argv, [&] {
    if (extension.begin) extension.begin();
    describe(network, image, extension);
  });
}
