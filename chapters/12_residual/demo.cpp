// Chapter 12's program: gradients through shortcuts, towers of 50 layers, and CNNWithResidual.

#include <fmt/format.h>

#include <iostream>
#include <memory>
#include <vector>

#include "02_modules/gradient_check.hpp"
#include "12_residual/blocks.hpp"
#include "12_residual/tower.hpp"
#include "common/command_line.hpp"
#include "common/parallel.hpp"
#include "common/table.hpp"
#include "demo_cnn.hpp"
#include "demo_tower.hpp"

using namespace strata;

namespace {

void check_block_gradients(std::uint64_t seed) {
  struct Checked {
    std::string name;
    Residual block;
    Index channels;
  };
  std::vector<Checked> all;
  all.push_back({"basic, identity", basic_block({.in_channels = 6, .out_channels = 6}), 6});
  all.push_back({"basic, projection", basic_block({.in_channels = 4, .out_channels = 6, .stride = 2}), 4});
  all.push_back({"basic, dropout", basic_block({.in_channels = 6, .out_channels = 6, .dropout = 0.3}), 6});
  all.push_back({"bottleneck", bottleneck_block({.in_channels = 8, .out_channels = 8, .bias = true}), 8});
  all.push_back({"wide", wide_block({.in_channels = 4, .out_channels = 4, .bias = true}), 4});
  Table table({{"block"}, {"input"}, {"output"}, {"parameters"}, {"verdict"}});
  Rng rng(seed);
  for (auto& [name, block, channels] : all) {
    const Shape batch({3, 5, 7, channels}, "NHWC");
    block.build(batch.without_front(), rng);
    Tensor x(batch);
    for (float& value : x.values<float>()) value = static_cast<float>(rng.normal());
    const GradientReport report = check_gradients(block, x, {.entries = 50, .seed = seed});
    table.row({name, block.input_sample().to_string(), block.output_sample().to_string(), block.parameter_count(),
               report.passed() ? "ok" : "wrong"});
  }
  std::cout << "Gradient checks, entries chosen at random:\n" << table << '\n';
}

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

void run(const ResidualDemoOptions& options, Index images) {
  set_thread_count(options.program.threads);
  const DataSplit data = load_dataset(options.program.data);
  std::cout << fmt::format("{}: {} training images, {} test images\n\n", data.train.name, data.train.size(),
                           data.test.size());
  std::filesystem::create_directories(options.program.out);
  check_block_gradients(options.program.seed);
  const std::vector<Picture> pictures = show_towers(data, options.program.seed, options.program.out);
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
  app.add_option("--recipe", options.recipe, "homework: as the course has it; book: chapter 7's")
      ->capture_default_str();
  app.add_flag("--resume", options.resume, "Go on from CNNWithResidual's checkpoint in --out");
  return run_command(app, argc, argv, [&] {
    recipe_named(options.recipe);  // a wrong one is refused before anything is loaded
    run(options, static_cast<Index>(parse_whole_number("--images", options.images, 0, 1000000)));
  });
}
