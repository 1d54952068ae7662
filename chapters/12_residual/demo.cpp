// Chapter 12's program: gradients through shortcuts, towers of 50 layers, and CNNWithResidual.

#include <fmt/format.h>

#include <iostream>
#include <vector>

#include "12_residual/residual.hpp"
#include "12_residual/tower.hpp"
#include "common/command_line.hpp"
#include "common/parallel.hpp"
#include "common/table.hpp"
#include "demo_blocks.hpp"
#include "demo_cnn.hpp"
#include "demo_tower.hpp"

using namespace strata;

namespace {

// The two blocks of CNNWithResidual whose shortcut is the identity can be left out, too.
void leave_out_blocks(Sequential& network, const Dataset& test) {
  const Index count = std::min<Index>(1000, test.size());
  const Tensor x = Normalisation::published(test).apply(test.images.slice(0, count));
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

void run(const ResidualDemoOptions& options) {
  const auto images = static_cast<Index>(parse_whole_number("--images", options.images, 0, 1000000));
  const auto steps = static_cast<Index>(parse_whole_number("--steps", options.steps, 20, 1000000));
  set_thread_count(options.program.threads);
  const DataSplit data = load_dataset(options.program.data);
  std::cout << fmt::format("{}: {} training images, {} test images\n\n", data.train.name, data.train.size(),
                           data.test.size());
  std::filesystem::create_directories(options.program.out);
  check_block_gradients(options.program.seed);
  print_block_times(options.program.seed);
  const std::vector<Picture> pictures = show_towers(data, steps, options.program.seed, options.program.out);
  ExperimentResult result = train_cnn_with_residual(data, images, options);
  leave_out_blocks(result.network, data.test);
  std::cout << "Pictures:\n";
  for (const Picture& picture : pictures) std::cout << picture << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Chapter 12: shortcuts, towers of 50 layers, and CNNWithResidual", "./strata run 12");
  ResidualDemoOptions options;
  options.program.add_to(app);
  app.add_option("--images", options.images, "Train CNNWithResidual on the first so many images; 0: on all")
      ->capture_default_str();
  app.add_option("--steps", options.steps, "Train each tower of 50 layers for so many steps, 20 or more")
      ->capture_default_str();
  app.add_option("--recipe", options.recipe, "homework: as the course has it; book: chapter 7's")
      ->capture_default_str();
  app.add_flag("--resume", options.resume, "Go on from CNNWithResidual's checkpoint in --out");
  return run_command(app, argc, argv, [&] {
    recipe_named(options.recipe);  // a wrong one is refused before anything is loaded
    run(options);
  });
}
