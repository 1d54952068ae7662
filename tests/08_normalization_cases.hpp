#pragma once

// The normalisation layers with shapes and options, for every test that runs through all of them.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "08_normalization/batch_norm.hpp"
#include "08_normalization/channelwise_scaling.hpp"
#include "08_normalization/layer_norm.hpp"

namespace strata {

/// One layer with one shape of a batch.
struct NormalisationCase {
  std::string name;                               ///< for messages
  Shape batch;                                    ///< what it gets
  std::function<std::unique_ptr<Module>()> make;  ///< not built
};

/// Every layer with its options over odd shapes: one sample of several positions, one channel, one position, more
/// channels than a tile has places.
inline std::vector<NormalisationCase> normalisation_cases() {
  std::vector<NormalisationCase> cases;
  const auto add = [&](const std::string& name, const std::vector<Shape>& shapes, auto make) {
    for (const Shape& shape : shapes) cases.push_back({name + " " + shape.to_string(), shape, make});
  };
  const auto batch_norm = [](BatchNormOptions options) {
    return [options] { return std::make_unique<BatchNorm>(options); };
  };
  const auto layer_norm = [](LayerNormOptions options) {
    return [options] { return std::make_unique<LayerNorm>(options); };
  };
  const std::vector<Shape> rows{{{3, 5}, "NC"}, {{13, 1}, "NC"}, {{6, 257}, "NC"}};
  const std::vector<Shape> images{{{1, 3, 2, 4}, "NHWC"}, {{2, 1, 1, 3}, "NHWC"}, {{5, 3, 7, 1}, "NHWC"}};
  add("BatchNorm", rows, batch_norm({}));
  add("BatchNorm", images, batch_norm({}));
  add("BatchNorm", {{{2, 3, 5}, "NWC"}}, batch_norm({}));
  for (const Shape& shape : {rows[0], images[0]}) {
    add("BatchNorm, epsilon 0.001", {shape}, batch_norm({.epsilon = 1e-3}));
    add("BatchNorm, momentum 0.5", {shape}, batch_norm({.momentum = 0.5}));
    add("BatchNorm, cumulative", {shape}, batch_norm({.momentum = std::nullopt}));
    add("BatchNorm, not affine", {shape}, batch_norm({.affine = false}));
  }
  add("LayerNorm", {rows[0], {{1, 7}, "NF"}, rows[2], images[0], images[1]}, layer_norm({}));
  add("LayerNorm over two axes", {images[0], images[2]}, layer_norm({.axes = 2}));
  add("LayerNorm over all axes", {rows[0], images[0], images[1], images[2]}, layer_norm({.axes = any}));
  add("LayerNorm, not affine", {rows[0], images[0]}, layer_norm({.epsilon = 1e-3, .affine = false}));
  const auto scaling = [] { return std::make_unique<ChannelwiseScaling>(); };
  add("ChannelwiseScaling", {rows[0], {{1, 1}, "NC"}, rows[2], images[0], images[2]}, scaling);
  return cases;
}

}  // namespace strata
