// Step 7: layers that follow a convolution, done while its results are in the cache. Three layers write the output of
// the convolution to memory, read it, write it after the ReLU, and read that to write a quarter of it. As one step,
// only the quarter is written, with a byte for each number that says which pixel won (14.17). The step is
// PooledConvolutionStep.

#include <fmt/format.h>

#include <array>
#include <iostream>

#include "04_activations/activation.hpp"
#include "10_convolution/conv2d.hpp"
#include "11_pooling/max_pool.hpp"
#include "common/table.hpp"
#include "ladder.hpp"
#include "ladder_network.hpp"

namespace strata::fast_cpu {
namespace {

constexpr Index pooled_size = 32, pooled_channels = 64;

Sequential pooled_convolution() {
  return sequential("network", Conv2d(pooled_channels, 3, {.padding = Padding::same()}), ReLU(), MaxPool2d(2));
}

// Megabytes that a forward pass has to read and write, the weight not counted: x, then y after each layer but the last.
std::array<double, 2> moved_megabytes(Index images) {
  const double y = 4e-6 * static_cast<double>(images * pooled_size * pooled_size * pooled_channels);
  const double x = y, pooled = y / 4;
  return {x + y + (y + y) + (y + pooled), x + pooled};
}

}  // namespace

LadderRung climb_fusion(const LadderOptions& options) {
  std::cout << "Step 7, fusion. Convolution, ReLU and pooling as one step: what the convolution makes never goes to "
               "memory.\n\n";
  const LadderComparison measured = compare_with_layers(
      &pooled_convolution, {{pooled_size, pooled_size, pooled_channels}, "HWC"}, options.images, options.rounds);
  const std::array<double, 2> moved = moved_megabytes(options.images);
  Table table({{fmt::format("{} images, one thread", options.images)},
               {"forward has to move", "MB"},
               {"kept for backward", "MB"},
               {"evaluation", "ms"},
               {"training, forward and backward", "ms"}});
  const std::array<std::string, 2> names{"three layers", "one step"};
  for (std::size_t i = 0; i < 2; ++i) {
    table.row({names[i], Real{moved[i], 1}, Real{1e-6 * static_cast<double>(measured.kept[i]), 1},
               Real{1e3 * measured.evaluation[i].seconds, 2}, Real{1e3 * measured.training[i].seconds, 2}});
  }
  std::cout << table
            << fmt::format("One step is {:.2f} times as fast in evaluation, {:.2f} times in training.\n\n",
                           measured.evaluation_gain(), measured.training_gain());
  return {7,
          "fusion",
          fmt::format("convolution, ReLU, pooling: training, {} images", options.images),
          1e3 * measured.training[0].seconds,
          1e3 * measured.training[1].seconds,
          measured.training_gain()};
}

}  // namespace strata::fast_cpu
