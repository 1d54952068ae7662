#include "12_residual/networks.hpp"

#include <fmt/format.h>

#include "04_activations/activation.hpp"
#include "07_training/flatten.hpp"
#include "08_normalization/batch_norm.hpp"
#include "09_dropout/dropout.hpp"
#include "09_dropout/linear_block.hpp"
#include "10_convolution/convolution_block.hpp"
#include "11_pooling/average_pool.hpp"
#include "11_pooling/max_pool.hpp"
#include "12_residual/blocks.hpp"

namespace strata {
namespace {

Residual block_of(BlockKind kind, const ResidualBlock& block) {
  switch (kind) {
    case BlockKind::basic:
      return basic_block(block);
    case BlockKind::bottleneck:
      return bottleneck_block(block);
    case BlockKind::wide:
      return wide_block(block);
  }
  throw Error({"diff_blocks_nn", "an unknown kind of block", "basic, bottleneck or wide", ""});
}

const char* name_of(BlockKind kind) {
  return kind == BlockKind::basic        ? "DiffBlocksNN_basic"
         : kind == BlockKind::bottleneck ? "DiffBlocksNN_bottleneck"
                                         : "DiffBlocksNN_wide";
}

}  // namespace

// [region cnn_with_residual]
Sequential cnn_with_residual(Index classes) {
  Sequential network("CNNWithResidual");
  add_convolution(
      network, "conv1",
      {.channels = 32, .padding = 1, .normalisation = make_module<BatchNorm>, .activation = make_module<ReLU>});
  network.add(basic_block({.in_channels = 32, .out_channels = 32}), "block1");
  network.add(basic_block({.in_channels = 32, .out_channels = 64, .stride = 2}), "block2");
  network.add(basic_block({.in_channels = 64, .out_channels = 64}), "block3");
  network.add(AdaptiveAveragePool2d(4), "pool").add(Flatten(), "flatten");
  add_linear(network, "fc", {.features = classes});
  return network;
}
// [endregion cnn_with_residual]

Sequential cnn_with_residual_reg(Index classes, double dropout) {
  Sequential network("CNNWithResidualReg");
  add_convolution(
      network, "conv1",
      {.channels = 32, .padding = 1, .normalisation = make_module<BatchNorm>, .activation = make_module<ReLU>});
  if (dropout != 0) network.add(Dropout2d(dropout), "conv1_dropout");
  network.add(basic_block({.in_channels = 32, .out_channels = 32, .dropout = dropout}), "block1");
  network.add(basic_block({.in_channels = 32, .out_channels = 64, .stride = 2, .dropout = dropout}), "block2");
  network.add(basic_block({.in_channels = 64, .out_channels = 128, .stride = 2, .dropout = dropout}), "block3");
  network.add(AdaptiveAveragePool2d(4), "pool").add(Flatten(), "flatten");
  add_linear(network, "fc", {.features = classes});
  return network;
}

Sequential resnet_like_cnn(Index classes) {
  Sequential network("ResNetLikeCNN");
  add_convolution(network, "conv1", {.channels = 32, .padding = 1, .activation = make_module<ReLU>});
  network.add(basic_block({.in_channels = 32, .out_channels = 32}), "block1").add(MaxPool2d(2), "pool1");
  network.add(basic_block({.in_channels = 32, .out_channels = 64, .stride = 2}), "block2");
  network.add(basic_block({.in_channels = 64, .out_channels = 64}), "block3");
  network.add(GlobalAveragePool2d(), "pool2");
  add_linear(network, "fc", {.features = classes});
  return network;
}

// [region diff_blocks]
Sequential diff_blocks_nn(BlockKind kind, Index classes, Index channels) {
  constexpr Index blocks_per_stage = 2;
  Sequential network(name_of(kind));
  add_convolution(network, "conv1",
                  {.channels = channels,
                   .padding = 1,
                   .bias = false,
                   .normalisation = make_module<BatchNorm>,
                   .activation = make_module<ReLU>});
  Index in_channels = channels;
  for (Index stage = 1; stage <= 4; ++stage, channels *= 2) {
    for (Index i = 1; i <= blocks_per_stage; ++i) {
      const Index stride = stage > 1 && i == 1 ? 2 : 1;
      network.add(block_of(kind, {.in_channels = in_channels, .out_channels = channels, .stride = stride}),
                  fmt::format("stage{}_block{}", stage, i));
      in_channels = kind == BlockKind::wide ? 2 * channels : channels;
    }
  }
  network.add(GlobalAveragePool2d(), "pool");
  add_linear(network, "fc", {.features = classes});
  return network;
}
// [endregion diff_blocks]

}  // namespace strata
