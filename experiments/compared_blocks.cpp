#include "experiments/compared_blocks.hpp"

#include "12_residual/blocks.hpp"
#include "13_custom_layers/make_network.hpp"

namespace strata::experiments {
namespace {

constexpr ResidualBlock from_64{.in_channels = 64, .out_channels = 64, .bias = true};

}  // namespace

const std::vector<ComparedBlock>& compared_blocks() {
  static const std::vector<ComparedBlock> blocks{
      {"BasicResidualBlock", [] { return basic_block(from_64); }, 2.08, 4.76e-7, "[4, 64, 32, 32]"},
      {"BottleneckBlock", [] { return bottleneck_block(from_64); }, 0.75, 9.53e-7, "[4, 64, 32, 32]"},
      {"WideResidualBlock", [] { return wide_block(from_64); }, 5.52, 9.53e-7, "[4, 128, 32, 32]"},
  };
  return blocks;
}

Index ComparedBlock::parameters() const { return network_entry(name).sizes.front().parameters; }

Shape block_image() { return Shape({32, 32, 64}, "HWC"); }

Sequential alone(const ComparedBlock& block) {
  Sequential network(block.name);
  network.add(block.make(), "block");
  return network;
}

}  // namespace strata::experiments
