// Chapter 11's program: what windows make of images, what happens when the images move, and SimpleCNN.

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <vector>

#include "01_tensors/normal_numbers.hpp"
#include "01_tensors/views.hpp"
#include "02_modules/gradient_check.hpp"
#include "07_training/experiment_report.hpp"
#include "07_training/experiment_seeds.hpp"
#include "07_training/normalisation.hpp"
#include "11_pooling/lp_pool.hpp"
#include "11_pooling/max_pool.hpp"
#include "11_pooling/networks.hpp"
#include "common/parallel.hpp"
#include "common/program.hpp"
#include "common/table.hpp"
#include "demo_pictures.hpp"
#include "demo_shifts.hpp"

using namespace strata;

namespace {

std::vector<std::unique_ptr<Module>> layers_to_check() {
  std::vector<std::unique_ptr<Module>> layers;
  layers.push_back(std::make_unique<MaxPool2d>(2));
  layers.push_back(std::make_unique<MaxPool2d>(3, PoolOptions{.stride = PerAxis(2), .padding = 1}));
  layers.push_back(std::make_unique<AveragePool2d>(2));
  layers.push_back(std::make_unique<LpPool2d>(2, LpPoolOptions{.p = 1.5}));
  layers.push_back(std::make_unique<L2Pool2d>(2));
  layers.push_back(std::make_unique<AdaptiveAveragePool2d>(3));
  layers.push_back(std::make_unique<GlobalMaxPool2d>());
  return layers;
}

// On random numbers, and on real images, in which many pixels are equal.
void print_gradient_checks(const DataSplit& data, std::uint64_t seed) {
  const Tensor images = Normalisation::none(data.test.images.dim(3)).apply(data.test.images.slice(0, 2));
  Rng rng(seed);
  const Tensor noise = normal_numbers(images.shape(), rng);
  Table table({{"layer"}, {"input"}, {"entries"}, {"kinks"}, {"worst error"}, {"verdict"}});
  for (const auto& layer : layers_to_check()) {
    layer->build(images.shape().without_front(), rng);
    for (const bool real : {false, true}) {
      const GradientReport report = check_gradients(*layer, real ? images : noise, {.seed = seed});
      const TensorReport& input = report["input"];
      table.row({real ? "" : layer->summary(), real ? "2 images" : "noise", input.entries, input.kinks,
                 fmt::format("{:.1e}", input.worst_error), report.passed() ? "ok" : "blamed"});
    }
  }
  std::cout << "Gradient checks, entries chosen at random:\n" << table << '\n';
}

// In how many windows of 2 x 2 two pixels or more are the largest.
void print_ties(const Dataset& test) {
  const Tensor images =
      Normalisation::none(test.images.dim(3)).apply(test.images.slice(0, std::min<Index>(1000, test.size())));
  const auto x = image<float>(images);
  Index windows = 0, ties = 0, black = 0;
  for (Index n = 0; n < x.samples; ++n) {
    for (Index h = 0; h + 1 < x.height; h += 2) {
      for (Index w = 0; w + 1 < x.width; w += 2) {
        for (Index c = 0; c < x.channels; ++c) {
          const float pixels[]{x(n, h, w, c), x(n, h, w + 1, c), x(n, h + 1, w, c), x(n, h + 1, w + 1, c)};
          const float largest = *std::ranges::max_element(pixels);
          ++windows;
          if (std::ranges::count(pixels, largest) < 2) continue;
          ++ties;
          if (largest == 0) ++black;
        }
      }
    }
  }
  const auto percent = [&](Index count) { return 100.0 * static_cast<double>(count) / static_cast<double>(windows); };
  std::cout << fmt::format(
      "In {:.1f} % of all windows of 2 x 2, several pixels are the largest; {:.1f} % are black all over.\n\n",
      percent(ties), percent(black));
}

void run(const ExperimentOptions& options, const ShiftTraining& shift_training) {
  set_thread_count(options.program.threads);
  const DataSplit data = options.load_data();
  const HomeworkNetwork network{.name = "SimpleCNN",
                                .make = [](Index classes) { return simple_cnn(classes); },
                                .parameters = 421642,
                                .inference = "0.43",
                                .running_accuracy = {0.9921, 2},
                                .test_accuracy = {0.9917, 2}};
  if (options.seeds > 1) return run_seeds(network, data, options);

  const std::filesystem::path& out = options.program.out;
  std::filesystem::create_directories(out);
  print_moved_rows();
  print_ties(data.test);
  print_gradient_checks(data, options.program.seed);
  std::cout << "Training SimpleCNN:" << std::endl;  // before the bar, which goes to stderr
  ExperimentResult result = run_and_report(network, data, options);
  std::vector<Picture> pictures{draw_pooled_image(data.test, out), draw_power_means(out)};
  for (const Picture& picture : show_shifts(data, result.network, shift_training, options.program.seed, out)) {
    pictures.push_back(picture);
  }
  pictures.push_back(draw_simple_cnn_accuracies(result.history, out));
  std::cout << "Pictures:\n";
  for (const Picture& picture : pictures) std::cout << picture << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  Program program("Chapter 11: pool images, move them, and train SimpleCNN", "./strata run 11");
  ExperimentOptions options{.program = {.epochs = 1, .batch_size = 64, .out = "out/11_pooling"}};
  ShiftTraining shift_training;
  options.add_to(program);
  program.add_whole_number("--shift-images", shift_training.images, 1, 1'000'000,
                           "Train the networks whose images are moved on so many images");
  program.add_whole_number("--shift-epochs", shift_training.epochs, 1, 1000,
                           "Let these networks see their training images so many times");
  return program.run(argc, argv, [&] { run(options, shift_training); });
}
