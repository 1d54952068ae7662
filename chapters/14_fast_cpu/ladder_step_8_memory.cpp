// Step 8: less memory. Layers of a residual block keep what each of them needs for the backward pass: the output of
// almost every one. As one step, they keep what the convolutions made, and the numbers that BatchNorm and
// ReLU make of it are made again where they are read, row by row: the cache holds a row, and memory holds one batch of
// images for each convolution.

#include <fmt/format.h>

#include <array>
#include <iostream>

#include "12_residual/blocks.hpp"
#include "common/table.hpp"
#include "ladder.hpp"
#include "ladder_network.hpp"

namespace strata::fast_cpu {
namespace {

constexpr Index block_size = 32, block_channels = 64;

Sequential residual_network() {
  return sequential("network", basic_block({.in_channels = block_channels, .out_channels = block_channels}));
}

}  // namespace

LadderRung climb_memory(const LadderOptions& options) {
  std::cout
      << "Step 8, memory. A residual block keeps what its convolutions made, and makes the rest again where it is "
         "read.\n\n";
  const LadderComparison measured = compare_with_layers(
      &residual_network, {{block_size, block_size, block_channels}, "HWC"}, options.images, options.rounds);
  Table table({{fmt::format("basic block, {} images, one thread", options.images)},
               {"kept for backward", "MB"},
               {"most in use", "MB"},
               {"evaluation", "ms"},
               {"training, forward and backward", "ms"}});
  const std::array<std::string, 2> names{"layers", "one step"};
  for (std::size_t i = 0; i < 2; ++i) {
    table.row({names[i], Real{1e-6 * static_cast<double>(measured.kept[i]), 1},
               Real{1e-6 * static_cast<double>(measured.peak[i]), 1}, Real{1e3 * measured.evaluation[i].seconds, 2},
               Real{1e3 * measured.training[i].seconds, 2}});
  }
  std::cout << table
            << fmt::format("As one step it needs {:.2f} of the memory, and is {:.2f} times as fast in training.\n\n",
                           static_cast<double>(measured.peak[1]) / static_cast<double>(measured.peak[0]),
                           measured.training_gain());
  return {8,
          "memory",
          fmt::format("residual block: training, {} images", options.images),
          1e3 * measured.training[0].seconds,
          1e3 * measured.training[1].seconds,
          measured.training_gain()};
}

}  // namespace strata::fast_cpu
