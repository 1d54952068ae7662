#include "13_custom_layers/make_network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "07_training/fc_net.hpp"
#include "09_dropout/deep_fc_net.hpp"
#include "11_pooling/networks.hpp"
#include "12_residual/blocks.hpp"
#include "12_residual/networks.hpp"
#include "common/closest_name.hpp"
#include "common/error.hpp"

namespace strata {
namespace {

const Shape mnist{{28, 28, 1}, "HWC"};
const Shape cifar{{32, 32, 3}, "HWC"};
const Shape features{{32, 32, 64}, "HWC"};  // what the homework gives its blocks
constexpr bool is_block = true;

Sequential alone(Residual block) {
  Sequential network;
  network.add(std::move(block), "block");
  return network;
}

std::function<Sequential(Index)> blocks_of(BlockKind kind) {
  return [kind](Index classes) { return diff_blocks_nn(kind, classes); };
}

// The names that begin like this one, or the one that is nearest.
std::vector<std::string> near_names(const std::string& given) {
  const std::string wanted = in_small_letters(given);
  std::vector<std::string> near;
  for (const std::string& name : network_names()) {
    if (wanted.size() >= 3 && in_small_letters(name).starts_with(wanted)) near.push_back(name);
  }
  const std::string closest = closest_name(given, network_names());
  if (near.empty() && !closest.empty()) near.push_back(closest);
  return near;
}

std::string suggestion(const std::vector<std::string>& near) {
  return near.empty() ? "" : fmt::format("did you mean {}?", fmt::join(near, " or "));
}

}  // namespace

// [region table]
const std::vector<NetworkEntry>& network_table() {
  static const std::vector<NetworkEntry> table{
      {"FCNet", "784-256-128-64-10, ReLU", fc_net, {{mnist, 242762}}},
      {"SimpleCNN",
       "3x3 32, pool, 3x3 64, pool, fc 128, Dropout 0.25, fc",
       [](Index classes) { return simple_cnn(classes); },
       {{mnist, 421642}}},
      {"CNNWithResidual",
       "3x3 32 with BatchNorm, basic blocks 32, 64, 64, pool to 4x4, fc",
       cnn_with_residual,
       {{mnist, 160906}, {cifar, 161482}}},
      // [endregion table]
      {"CNNWithResidualReg",
       "the same with 128 channels in the last block and Dropout2d 0.3",
       [](Index classes) { return cnn_with_residual_reg(classes); },
       {{cifar, 327882}}},
      {"DeepFCNet",
       "3072-1024-512-256-10, ReLU, Dropout 0.5",
       [](Index classes) { return deep_fc_net(classes); },
       {{cifar, 3805450}},
       !is_block,
       5e-4},  // chosen on held-out images: the usual one ruins this network (tutorials/homework.md)
      {"CNN3x3", "3x3 32, pool, 3x3 64, pool, fc", cnn_3x3, {{cifar, 60362}}},
      {"CNN5x5", "5x5 16, pool, 5x5 32, pool, fc", cnn_5x5, {{cifar, 34538}}},
      {"CNN7x7", "7x7 8, pool, 7x7 16, pool, fc", cnn_7x7, {{cifar, 17722}}},
      {"CNN1x1+3x3", "1x1 16, 3x3 32, pool, 1x1 32, 3x3 64, pool, fc", cnn_1x1_3x3, {{cifar, 65226}}},
      {"ShallowCNN", "CNN3x3 under another name", cnn_3x3, {{cifar, 60362}}},
      {"MediumCNN", "3x3 32, 64, pool, 128, 128, pool, fc", medium_cnn, {{cifar, 322762}}},
      {"DeepCNN", "3x3 32, 32, pool, 64, 64, pool, 128, 128, fc", deep_cnn, {{cifar, 368938}}},
      {"ResNetLikeCNN",
       "3x3 32, basic blocks 32, 64, 64 with a pool after the first, mean, fc",
       resnet_like_cnn,
       {{cifar, 151818}}},
      {"BasicResidualBlock",
       "two convolutions 3x3 from 64 to 64 channels",
       [](Index) { return alone(basic_block({.in_channels = 64, .out_channels = 64, .bias = true})); },
       {{features, 74112}},
       is_block},
      {"BottleneckBlock",
       "1x1 from 64 to 16 channels, 3x3, 1x1 to 64",
       [](Index) { return alone(bottleneck_block({.in_channels = 64, .out_channels = 64, .bias = true})); },
       {{features, 4640}},
       is_block},
      {"WideResidualBlock",
       "two convolutions 3x3 from 64 to 128 channels",
       [](Index) { return alone(wide_block({.in_channels = 64, .out_channels = 64, .bias = true})); },
       {{features, 230528}},
       is_block},
      {"DiffBlocksNN_basic",
       "3x3 64, four stages of two basic blocks, mean, fc",
       blocks_of(BlockKind::basic),
       {{cifar, 11173962}}},
      {"DiffBlocksNN_bottleneck", "the same of bottleneck blocks", blocks_of(BlockKind::bottleneck), {{cifar, 883402}}},
      {"DiffBlocksNN_wide", "the same of wide blocks", blocks_of(BlockKind::wide), {{cifar, 44595786}}},
      {"CuPyCNN", "3x3 8, pool, 3x3 16, pool, fc 128, fc", comparison_cnn, {{mnist, 103018}}},
  };
  return table;
}

std::vector<std::string> network_names() {
  std::vector<std::string> names;
  for (const NetworkEntry& entry : network_table()) names.push_back(entry.name);
  return names;
}

const NetworkEntry& network_entry(const std::string& name) {
  const auto found = std::ranges::find(network_table(), name, &NetworkEntry::name);
  if (found != network_table().end()) return *found;
  throw UsageError({"network", "\"" + name + "\"", "one that `./strata describe` lists", suggestion(near_names(name))});
}

// [region make_network]
Sequential make_network(const std::string& name, Index classes) {
  Sequential network = network_entry(name).make(classes);
  network.set_path(name);
  return network;
}
// [endregion make_network]

}  // namespace strata
