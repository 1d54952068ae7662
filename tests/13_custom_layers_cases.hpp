#pragma once

// The layers of chapter 13 with shapes and options, for every test that goes through all of them, on any device. The
// fixture of PyTorch's results has the same names.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "13_custom_layers/add_channel_mean.hpp"
#include "13_custom_layers/attention.hpp"
#include "13_custom_layers/custom_conv.hpp"
#include "13_custom_layers/learnable_swish.hpp"
#include "13_custom_layers/own_lp_pool.hpp"

namespace strata {

/// One layer, and the batches it gets.
struct CustomCase {
  std::string name;                               ///< "LearnableSwish(1)"
  std::function<std::unique_ptr<Module>()> make;  ///< not built
  std::vector<Shape> batches;                     ///< odd ones; one sample and one channel among them
};

/// The part of a case's name in front of the options: "LearnableSwish".
inline std::string kind_of(const CustomCase& one) { return one.name.substr(0, one.name.find('(')); }

/// Every layer with its options.
inline std::vector<CustomCase> custom_cases() {
  const auto swish = [](double beta) { return [beta] { return std::make_unique<LearnableSwish>(beta); }; };
  const auto pool = [](Index k, double p) { return [k, p] { return std::make_unique<OwnLpPool>(k, p); }; };
  const auto channel = [](Index channels, Index r) {
    return [=] { return std::make_unique<Gated>(channel_attention(channels, r)); };
  };
  const auto spatial = [](PerAxis k) { return [k] { return std::make_unique<Gated>(spatial_attention(k)); }; };
  const auto mean_conv = [](Index channels, PerAxis kernel, Conv2dOptions options) {
    return [=] { return std::make_unique<Sequential>(mean_conv2d(channels, kernel, options)); };
  };
  const auto scaled_conv = [](Index channels, PerAxis kernel, Conv2dOptions options) {
    return [=] { return std::make_unique<Sequential>(scaled_conv2d(channels, kernel, options)); };
  };
  const std::vector<Shape> any_rank{{{3, 5}, "NF"}, {{1, 3, 2, 4}, "NHWC"}, {{5, 3, 7, 1}, "NHWC"}};
  const std::vector<Shape> images{{{2, 5, 3, 3}, "NHWC"}, {{1, 4, 5, 1}, "NHWC"}};
  const std::vector<Shape> deep{{{2, 3, 4, 7}, "NHWC"}, {{1, 5, 3, 6}, "NHWC"}};
  const Conv2dOptions same{.padding = 1}, strided{.stride = 2, .bias = false};
  return {{"LearnableSwish(1)", swish(1), any_rank},
          {"LearnableSwish(0)", swish(0), any_rank},
          {"LearnableSwish(-0.5)", swish(-0.5), any_rank},
          {"LearnableSwish(3)", swish(3), any_rank},
          {"AddChannelMean", [] { return std::make_unique<AddChannelMean>(); }, any_rank},
          {"mean_conv2d(4, 3x3, padding 1)", mean_conv(4, 3, same), images},
          {"mean_conv2d(5, 2x3, stride 2, no bias)", mean_conv(5, {2, 3}, strided), {images[0]}},
          {"scaled_conv2d(4, 3x3, padding 1)", scaled_conv(4, 3, same), images},
          {"scaled_conv2d(5, 2x3, stride 2, no bias)", scaled_conv(5, {2, 3}, strided), {images[0]}},
          {"OwnLpPool(2, p 2)", pool(2, 2), images},
          {"OwnLpPool(2, p 1.5)", pool(2, 1.5), images},
          {"OwnLpPool(3, p 1)", pool(3, 1), {images[0]}},
          {"OwnLpPool(1, p 3)", pool(1, 3), {images[1]}},
          {"channel_attention(7, 2)", channel(7, 2), {deep[0]}},
          {"channel_attention(6, 2)", channel(6, 2), {deep[1]}},
          {"channel_attention(1, 1)", channel(1, 1), {images[1]}},
          {"spatial_attention(7x7)", spatial(7), {images[0], images[1], deep[0]}},
          {"spatial_attention(2x3)", spatial({2, 3}), {deep[1]}},
          {"channel_and_spatial_attention(7, 2, 3x3)",
           [] { return std::make_unique<Sequential>(channel_and_spatial_attention(7, 2, 3)); },
           {deep[0]}}};
}

}  // namespace strata
