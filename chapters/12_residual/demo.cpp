// Chapter 12's program: gradients through shortcuts, towers of 50 layers, and CNNWithResidual.

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <vector>

#include "07_training/experiment_report.hpp"
#include "07_training/experiment_seeds.hpp"
#include "07_training/normalisation.hpp"
#include "12_residual/networks.hpp"
#include "12_residual/residual.hpp"
#include "12_residual/tower.hpp"
#include "common/parallel.hpp"
#include "common/program.hpp"
#include "common/table.hpp"
#include "demo_blocks.hpp"
#include "demo_tower.hpp"

using namespace strata;

namespace {

// The two blocks of CNNWithResidual whose shortcut is the identity can be left out, too.
void leave_out_blocks(Sequential& network, const Dataset& test, const Normalisation& normalisation) {
  const Index count = std::min<Index>(1000, test.size());
  std::cout << fmt::format("CNNWithResidual without a block, on {}{} test images:\n",
                           count < test.size() ? "the first " : "the same ", Cell(count).text());
  const Tensor x = normalisation.apply(test.images.slice(0, count));
  const Tensor labels = test.labels.slice(0, count);
  Table table({{"CNNWithResidual"}, {"test accuracy"}});
  table.row({"whole", Percent{accuracy_without(network, -1, x, labels)}});
  for (Index i = 0; i < network.size(); ++i) {
    const auto* block = dynamic_cast<const Residual*>(&network[i]);
    if (block == nullptr || !block->has_identity_shortcut()) continue;
    table.row({"without " + network[i].path(), Percent{accuracy_without(network, i, x, labels)}});
  }
  std::cout << table << '\n';
}

// The first images of a data set; a part of the training images is tested on a part of the test images.
DataSplit part_of(const DataSplit& data, Index images) {
  const auto first = [](Dataset set, Index count) {
    count = std::min(count, set.size());
    set.images = set.images.slice(0, count);
    set.labels = set.labels.slice(0, count);
    return set;
  };
  if (images == 0) return data;
  return {first(data.train, images), first(data.test, std::max<Index>(images / 4, 1))};
}

void run(const ExperimentOptions& options, Index images, Index steps, Index passes) {
  set_thread_count(options.program.threads);
  const DataSplit data = options.load_data();
  const HomeworkNetwork homework{.name = "CNNWithResidual",
                                 .make = cnn_with_residual,
                                 .parameters = 160906,
                                 .inference = "2.07",
                                 .running_accuracy = {0.9929, 2},
                                 .test_accuracy = {0.9928, 2}};
  const DataSplit part = part_of(data, images);
  if (options.seeds > 1) return run_seeds(homework, part, options);

  std::filesystem::create_directories(options.program.out);
  check_block_gradients(options.program.seed);
  print_block_times(passes, options.program.seed);
  const std::vector<Picture> pictures = show_towers(data, steps, options.program.seed, options.program.out);
  ExperimentResult result = run_and_report(homework, part, options);
  leave_out_blocks(result.network, part.test, Normalisation::published(part.train));
  std::cout << "Pictures:\n";
  for (const Picture& picture : pictures) std::cout << picture << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  Program program("Chapter 12: shortcuts, towers of 50 layers, and CNNWithResidual", "./strata run 12");
  ExperimentOptions options{.program = {.epochs = 1, .batch_size = 64, .out = "out/12_residual"}};
  Index images = 4000, steps = 600, passes = 25;
  options.add_to(program);
  program.add_whole_number("--images", images, 0, 1'000'000,
                           "Train CNNWithResidual on the first so many images; 0: on all");
  program.add_whole_number("--steps", steps, 20, 1'000'000, "Train each tower of 50 layers for so many steps");
  program.add_whole_number("--passes", passes, 1, 1000, "Time so many passes through each block");
  return program.run(argc, argv, [&] { run(options, images, steps, passes); });
}
