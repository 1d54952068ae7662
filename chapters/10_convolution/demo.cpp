// Chapter 10's program: what does a network gain by looking through a window?

#include <fmt/format.h>

#include <iostream>
#include <vector>

#include "01_tensors/dataset.hpp"
#include "01_tensors/tensor_file.hpp"
#include "02_modules/gradient_check.hpp"
#include "07_training/module_state.hpp"
#include "07_training/normalisation.hpp"
#include "common/error.hpp"
#include "common/parallel.hpp"
#include "common/program.hpp"
#include "common/program_options.hpp"
#include "common/table.hpp"
#include "demo_fields.hpp"
#include "demo_filters.hpp"
#include "demo_networks.hpp"
#include "demo_times.hpp"

using namespace strata;

namespace {

struct ConvolutionDemo {
  ProgramOptions program{.epochs = 3, .batch_size = 64, .out = "out/10_convolution"};
  std::string kernels{im2col_kernels};
  Index networks = 25;
};

Table results_table(std::vector<TrainedNetwork>& trained) {
  Table table({{"network"}, {"pixels"}, {"parameters"}, {"time", "s"}, {"test loss"}, {"test accuracy"}});
  for (TrainedNetwork& one : trained) {
    table.row({one.name, one.pixels, one.network.parameter_count(), Real{one.history.seconds(), 1},
               Real{one.test.loss, 3}, Percent{one.test.accuracy(), 2}});
  }
  return table;
}

void write_history(const std::vector<TrainedNetwork>& trained, const std::filesystem::path& out) {
  Table table({{"network"}, {"pixels"}, {"epoch"}, {"test loss"}, {"test accuracy"}});
  for (const TrainedNetwork& one : trained) {
    for (const EpochRecord& epoch : one.history.epochs) {
      table.row({one.name, one.pixels, epoch.epoch, epoch.test_loss, Percent{epoch.test_accuracy}});
    }
  }
  table.write(out / "history.csv");
}

// What training began with: the same seed gives the same weights.
Sequential untrained_network(const DataSplit& data, std::uint64_t seed) {
  Sequential network = small_convolutional_network(static_cast<Index>(data.train.class_names.size()));
  Rng rng(seed);
  network.build(data.train.images.shape().without_front(), rng);
  return network;
}

void run(const ConvolutionDemo& options) {
  const ProgramOptions& program = options.program;
  if (options.kernels != loops_kernels && options.kernels != im2col_kernels) {
    throw UsageError({"--kernels", "\"" + options.kernels + "\"", "im2col or loops", "both compute the same"});
  }
  prefer_kernels(options.kernels);
  set_thread_count(program.threads);
  const DataSplit data = load_dataset(program.data);
  std::cout << fmt::format("{}: {} training images, {} test images\n\n", data.train.name, data.train.size(),
                           data.test.size());
  std::vector<TrainedNetwork> trained =
      train_networks(data, {.epochs = program.epochs, .batch_size = program.batch_size, .seed = program.seed});
  const Table results = results_table(trained);
  std::cout << results << '\n';
  results.write(program.out / "results.md");
  results.write(program.out / "results.json");
  write_history(trained, program.out);
  Sequential& network = trained[2].network;  // convolutions, pixels in order
  save_tensors(program.out / "weights.safetensors", module_state(network));
  std::cout << network.describe(KernelColumn::shown) << '\n';

  const Tensor x = Normalisation::published(data.train).apply(data.test.images.slice(0, 3));
  std::cout << "The gradient check of the trained network:\n"
            << check_gradients(network, x, {.seed = program.seed}).text() << '\n';

  Sequential untrained = untrained_network(data, program.seed);
  auto& before = dynamic_cast<Conv2d&>(untrained[0]);
  auto& after = dynamic_cast<Conv2d&>(network[0]);
  std::vector<Picture> pictures{draw_filters(before, after, program.out),
                                draw_feature_maps(before, after, x.slice(0, 1), program.out)};
  for (const Picture& picture : show_receptive_fields(options.networks, program.seed, program.out))
    pictures.push_back(picture);
  pictures.push_back(compare_kernel_sets(program.out));
  std::cout << "Pictures:\n";
  for (const Picture& picture : pictures) std::cout << picture << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  Program program("Chapter 10: what a network gains by looking through a window", "./strata run 10");
  ConvolutionDemo options;
  options.program.add_to(program);
  program.add_text("--kernels", options.kernels, "What computes the convolutions: im2col, or loops, which take long");
  program.add_whole_number("--networks", options.networks, 1, 10000,
                           "Over how many random networks receptive fields are averaged");
  return program.run(argc, argv, [&] { run(options); });
}
