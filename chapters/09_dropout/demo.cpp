// Chapter 9's program: what does a network learn when it cannot rely on its own numbers?

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

#include "02_modules/gradient_check.hpp"
#include "07_training/module_state.hpp"
#include "09_dropout/wide_net.hpp"
#include "common/error.hpp"
#include "common/parallel.hpp"
#include "common/program.hpp"
#include "common/program_options.hpp"
#include "demo_above.hpp"
#include "demo_deep_fc_net.hpp"
#include "demo_doubt.hpp"
#include "demo_masks.hpp"
#include "demo_overfitting.hpp"

using namespace strata;

namespace {

struct DemoOptions {
  ProgramOptions program{.epochs = 0, .batch_size = 64, .out = "out/09_dropout"};
  Index images = 1000;
  Index full_epochs = 2;
  Index width = 512;
  bool deep_fc_net = false;
  std::string only_without_deep_fc_net{};  // an option that was given and says nothing about DeepFCNet
};

void add_number(Program& program, DemoOptions& options, const std::string& option, Index& value,
                const std::string& description) {
  program.add_whole_number(option, value, 1, 1'000'000, description,
                           [&options, option](Index) { options.only_without_deep_fc_net = option; });
}

Dataset first_images(const Dataset& data, Index count) {
  Dataset few = data;
  few.images = data.images.slice(0, std::min(count, data.size()));
  few.labels = data.labels.slice(0, few.images.dim(0));
  return few;
}

void run(DemoOptions& options) {
  ProgramOptions& program = options.program;
  if (options.deep_fc_net && !options.only_without_deep_fc_net.empty()) {
    throw UsageError({options.only_without_deep_fc_net, "--deep-fc-net beside it", "one of the two",
                      "DeepFCNet has the homework's widths and is trained on all images; --epochs says how long"});
  }
  if (program.epochs == 0) program.epochs = options.deep_fc_net ? 5 : 40;
  set_thread_count(program.threads);
  const DataSplit data = load_dataset(program.data);
  std::cout << fmt::format("{}: {} training images, {} test images\n\n", data.train.name, data.train.size(),
                           data.test.size());
  const std::filesystem::path& out = program.out;
  std::filesystem::create_directories(out);
  if (options.deep_fc_net) return train_deep_fc_net(data, program);

  show_mask_statistics(program.seed, out);
  show_linear_penalty(program.seed);
  show_variance_shift(program.seed);
  const Picture masks = draw_masks(data.test, program.seed, out);

  const Normalisation normalisation = Normalisation::published(data.train);
  const DataSplit few{first_images(data.train, options.images), data.test};
  const std::vector<OverfittingRun> runs = train_on_few(few, options.width,
                                                        {.epochs = program.epochs,
                                                         .batch_size = program.batch_size,
                                                         .seed = program.seed,
                                                         .every = std::max<Index>(1, program.epochs / 20),
                                                         .normalisation = normalisation},
                                                        out);

  constexpr double p = 0.5;
  Sequential network = wide_net(data.train, options.width, p, program.seed);
  show_test_above_train(network, data,
                        {.epochs = options.full_epochs,
                         .batch_size = program.batch_size,
                         .seed = program.seed,
                         .normalisation = normalisation},
                        out);
  show_ways_to_ask(network, p, data.test, normalisation, out);
  const std::vector<Picture> doubt =
      show_doubt(network, data.test, strangers_to(data.test, program.seed), normalisation, out);
  std::cout
      << "\nThe gradient check of the trained network, with its masks:\n"
      << check_gradients(network, normalisation.apply(data.test.images.slice(0, 5)), {.seed = program.seed}).text()
      << '\n';
  save_tensors(out / "weights.safetensors", module_state(network));
  std::cout << "Pictures:\n" << masks << '\n' << draw_accuracies(runs, out) << '\n' << draw_losses(runs, out) << '\n';
  for (const Picture& picture : doubt) std::cout << picture << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  Program program("Chapter 9: what a network learns when half of its numbers are missing", "./strata run 9");
  DemoOptions options;
  options.program.add_threads(program);
  options.program.add_seed(program);
  options.program.add_batch_size(program);
  options.program.add_data(program);
  options.program.add_out(program);
  program.add_whole_number("--epochs", options.program.epochs, 1, 1'000'000,
                           "Passes over the few images: 40; with --deep-fc-net over all: 5");
  add_number(program, options, "--images", options.images, "How many training images are few");
  add_number(program, options, "--full-epochs", options.full_epochs, "Passes over all images");
  add_number(program, options, "--width", options.width, "Outputs of the two hidden layers");
  program.add_flag("--deep-fc-net", options.deep_fc_net, "Train the homework's DeepFCNet on --data instead");
  return program.run(argc, argv, [&] { run(options); });
}
