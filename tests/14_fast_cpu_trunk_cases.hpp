#pragma once

// Layers on images that run as one trunk of fused steps, one case for each thing that is fused, or is not.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "02_modules/sequential.hpp"
#include "04_activations/activation.hpp"
#include "08_normalization/batch_norm.hpp"
#include "09_dropout/dropout.hpp"
#include "10_convolution/conv2d.hpp"
#include "11_pooling/average_pool.hpp"
#include "11_pooling/max_pool.hpp"
#include "12_residual/blocks.hpp"
#include "14_fast_cpu/fusion_options.hpp"
#include "common/error.hpp"

namespace strata {

/// Layers and the batch that they are tried with.
struct TrunkCase {
  std::string name;  ///< what is special about it
  std::function<Sequential()> make;
  Shape batch;  ///< [N,H,W,C]
};

/// Convolutions with what may follow them, and pools.
inline std::vector<TrunkCase> convolution_trunks() {
  const auto images = [](Index n, Index h, Index w, Index c) { return Shape({n, h, w, c}, "NHWC"); };
  const auto same = [](Index channels, bool bias = true) { return Conv2d(channels, 3, {.padding = 1, .bias = bias}); };
  const auto network = [](auto... make) {
    return [=] {
      Sequential layers("trunk");
      (layers.add(make()), ...);
      return layers;
    };
  };
  const auto conv = [=](Index channels) { return [=] { return same(channels); }; };
  const auto bare = [=](Index channels) { return [=] { return same(channels, false); }; };
  const auto norm = [](BatchNormOptions options = {}) { return [=] { return BatchNorm(options); }; };
  const auto relu = [] { return ReLU(); };
  const auto pool = [] { return MaxPool2d(2); };
  const auto drop = [](double p) { return [=] { return Dropout2d(p); }; };
  return {
      {"conv", network(conv(5)), images(3, 7, 5, 3)},
      {"conv without bias", network(bare(12)), images(2, 6, 5, 20)},
      {"conv + ReLU", network(conv(12), relu), images(1, 9, 6, 4)},
      {"conv + ReLU, twice", network(conv(5), relu, conv(20), relu), images(5, 5, 6, 3)},
      {"conv + ReLU + pool, even", network(conv(20), relu, pool), images(2, 8, 6, 3)},
      {"conv + ReLU + pool, odd", network(conv(12), relu, pool), images(5, 9, 7, 4)},
      {"conv + pool, even", network(conv(5), pool), images(3, 6, 8, 2)},
      {"conv + pool, odd", network(bare(12), pool), images(1, 11, 5, 3)},
      {"conv + ReLU + pool, twice", network(conv(16), relu, pool, conv(32), relu, pool), images(3, 13, 12, 16)},
      {"a pool that halves, after BatchNorm", network(conv(6), norm(), relu, pool), images(2, 6, 7, 3)},
      {"conv + BatchNorm", network(conv(5), norm()), images(3, 5, 4, 3)},
      {"conv + BatchNorm + ReLU", network(conv(12), norm(), relu), images(2, 7, 5, 8)},
      {"conv + BatchNorm + ReLU, three times",
       network(bare(20), norm(), relu, conv(16), norm(), relu, bare(16), norm(), relu), images(4, 6, 7, 5)},
      {"conv + BatchNorm + ReLU + Dropout2d", network(conv(12), norm(), relu, drop(0.3), conv(5)), images(3, 6, 5, 8)},
      {"conv + BatchNorm + Dropout2d", network(conv(5), norm(), drop(0.5)), images(4, 5, 5, 6)},
      {"conv + ReLU + Dropout2d", network(conv(20), relu, drop(0.4), conv(3)), images(2, 7, 4, 5)},
      {"conv + Dropout2d", network(conv(5), drop(0.6)), images(5, 4, 5, 3)},
      {"Dropout2d that drops nothing, and one that drops all",
       network(conv(5), relu, drop(0), conv(4), norm(), drop(1), conv(3)), images(3, 4, 5, 2)},
      {"BatchNorm without scale and shift", network(conv(12), norm({.affine = false}), relu, conv(5)),
       images(3, 5, 6, 4)},
      {"BatchNorm that counts all batches alike", network(bare(5), norm({.momentum = std::nullopt}), relu),
       images(2, 6, 6, 7)},
      {"one channel, made again", network(conv(12), norm(), relu, conv(8), relu), images(3, 9, 8, 1)},
      {"three channels, made again", network(bare(5), norm(), relu, drop(0.3), conv(20), norm(), relu),
       images(2, 8, 7, 3)},
      {"made again, few images", network(conv(16), norm(), relu, conv(16), norm()), images(1, 10, 9, 1)},
      {"made again with a stride",
       network([] { return Conv2d(12, 3, {.stride = 2, .padding = 1}); }, norm(), relu, conv(5)), images(3, 9, 8, 2)},
      {"stride, 5x5, 1x1, dilation",
       network([] { return Conv2d(6, 5, {.stride = 2, .padding = 2}); }, relu, [] { return Conv2d(12, 1); }, norm(),
               relu, [] { return Conv2d(5, 3, {.padding = 2, .dilation = 2}); }),
       images(3, 11, 10, 4)},
      {"more outputs than fit", network([] { return Conv2d(40, 3, {.padding = Padding::full()}); }, relu, pool),
       images(2, 5, 4, 24)},
      {"LeakyReLU in between",
       network(
           conv(5), norm(), [] { return LeakyReLU(); }, conv(12), relu),
       images(2, 5, 6, 3)},
      {"Sigmoid in between",
       network(
           conv(12), [] { return Sigmoid(); }, conv(5), norm(), relu),
       images(3, 4, 6, 5)},
      {"layers before the first convolution", network(relu, norm(), conv(5), relu), images(3, 5, 4, 6)},
      {"nothing that learns before the first convolution", network(relu, pool, conv(5), relu), images(3, 6, 7, 6)},
      {"other pools",
       network(
           conv(5), relu, [] { return MaxPool2d(3, {.stride = 2, .padding = 1}); }, conv(12),
           [] { return AveragePool2d(2); }, conv(4), relu, [] { return AdaptiveAveragePool2d(2); }),
       images(2, 13, 11, 3)},
      {"pools of 2 x 2 that overlap, or have padding",
       network(
           conv(5), relu, [] { return MaxPool2d(2, {.stride = 1}); }, conv(6), relu,
           [] { return MaxPool2d(2, {.padding = 1}); }, conv(4), relu,
           [] { return MaxPool2d(2, {.ceil_mode = true}); }),
       images(2, 7, 9, 3)},
      {"windows that see padding alone, left, right, above and below",
       network(
           [] {
             return Conv2d(8, 1, {.stride = 9, .padding = Padding({13, 4}, {14, 13})});
           },
           norm(), relu, conv(5)),
       images(3, 5, 4, 3)},
      {"a column far from the only one, and wide padding", network([] {
         return Conv2d(8, {1, 1}, {.stride = {1, 200}, .padding = Padding({0, 0}, {100, 0})});
       }),
       images(4, 20, 1, 64)},
      {"MinPool2d",
       network(
           conv(5), relu, [] { return MinPool2d(2); }, conv(6)),
       images(2, 6, 6, 3)},
  };
}

/// Residual blocks, alone and behind each other.
inline std::vector<TrunkCase> residual_trunks() {
  const auto images = [](Index n, Index h, Index w, Index c) { return Shape({n, h, w, c}, "NHWC"); };
  const auto network = [](auto... make) {
    return [=] {
      Sequential layers("trunk");
      (layers.add(make()), ...);
      return layers;
    };
  };
  const auto basic = [](ResidualBlock block) { return [=] { return basic_block(block); }; };
  const auto branch = [](Index channels) {
    return sequential("branch", Conv2d(8, 3, {.padding = 1}), ReLU(), Conv2d(channels, 1));
  };
  return {
      {"basic", network(basic({6, 6})), images(3, 5, 4, 6)},
      {"basic, bias", network(basic({.in_channels = 12, .out_channels = 12, .bias = true})), images(1, 7, 5, 12)},
      {"basic with a projection", network(basic({4, 12, 2})), images(3, 7, 5, 4)},
      {"basic with a projection, whole vectors", network(basic({16, 32})), images(2, 6, 5, 16)},
      {"basic with dropout", network(basic({.in_channels = 5, .out_channels = 5, .dropout = 0.4})), images(4, 5, 6, 5)},
      {"projection and dropout", network(basic({.in_channels = 5, .out_channels = 8, .stride = 2, .dropout = 0.3})),
       images(3, 6, 7, 5)},
      {"bottleneck", network([] { return bottleneck_block({.in_channels = 20, .out_channels = 20}); }),
       images(3, 4, 5, 20)},
      {"bottleneck with a projection",
       network([] { return bottleneck_block({.in_channels = 4, .out_channels = 8, .stride = 2}); }),
       images(4, 7, 6, 4)},
      {"wide", network([] { return wide_block({.in_channels = 5, .out_channels = 5, .bias = true}); }),
       images(2, 5, 4, 5)},
      {"three identity blocks", network(basic({5, 5}), basic({5, 5}), basic({5, 5})), images(3, 5, 6, 5)},
      {"six blocks, whole vectors",
       network(basic({16, 16}), basic({16, 16}), basic({16, 16}), basic({16, 16}), basic({16, 32, 2}), basic({32, 32})),
       images(2, 7, 6, 16)},
      {"conv + BatchNorm + ReLU, made again, and two blocks",
       network([] { return Conv2d(16, 3, {.padding = 1}); }, [] { return BatchNorm(); }, [] { return ReLU(); },
               basic({16, 16}), basic({16, 20, 2})),
       images(3, 9, 8, 3)},
      {"conv + ReLU + pool, block, pool, block",
       network([] { return Conv2d(12, 3, {.padding = 1}); }, [] { return ReLU(); }, [] { return MaxPool2d(2); },
               basic({12, 12}), [] { return MaxPool2d(2); }, basic({12, 5, 1})),
       images(2, 12, 13, 1)},
      {"without an activation", network([=] { return Residual(branch(6)); }, basic({6, 6})), images(3, 4, 5, 6)},
      {"with Tanh behind the sum",
       network([=] { return Residual(branch(6), nullptr, std::make_unique<Tanh>()); }, basic({6, 6})),
       images(2, 4, 5, 6)},
      {"without BatchNorm",
       network(
           [=] {
             return Residual(branch(5), std::make_unique<Sequential>(sequential("", Conv2d(5, 1))),
                             std::make_unique<ReLU>());
           },
           [=] { return Residual(branch(5), nullptr, std::make_unique<ReLU>()); }, basic({5, 5})),
       images(3, 5, 4, 3)},
      {"a pool in the branch",
       network(
           [] {
             return Residual(
                 sequential("branch", Conv2d(5, 3, {.padding = 1}), MaxPool2d(3, {.stride = 1, .padding = 1})));
           },
           basic({5, 5})),
       images(2, 5, 6, 5)},
      {"a block in the branch of a block",
       network([] { return Conv2d(6, 1); },
               [] {
                 return Residual(sequential("branch", Conv2d(6, 3, {.padding = 1}), basic_block({6, 6})), nullptr,
                                 std::make_unique<ReLU>());
               }),
       images(2, 5, 4, 6)},
      {"a ReLU in front of the first block", network([] { return ReLU(); }, basic({6, 6})), images(2, 5, 4, 6)},
  };
}

/// All of them.
inline std::vector<TrunkCase> all_trunks() {
  std::vector<TrunkCase> cases = convolution_trunks();
  for (TrunkCase& one : residual_trunks()) cases.push_back(std::move(one));
  return cases;
}

/// The one of this name. @throws Error if there is none
inline TrunkCase trunk_case(std::string_view name) {
  for (TrunkCase& one : all_trunks()) {
    if (one.name == name) return std::move(one);
  }
  throw Error({"trunk_case()", std::string(name), "the name of a case", ""});
}

/// What the cases run with: everything is stored as in small batches, or all that can be is made again, as in large
/// ones.
inline std::vector<FusionOptions> storing_and_making_again() { return {FusionOptions{}, {.most_stored_bytes = 0}}; }

}  // namespace strata
