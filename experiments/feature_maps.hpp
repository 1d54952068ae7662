#pragma once

#include <string>
#include <vector>

#include "experiments/network_comparison.hpp"

namespace strata::experiments {

/// Draws what some layers of a trained network make of one image: its picture, then for each layer the channels that
/// differ most from pixel to pixel, each as a share of the layer's largest number.
/// `layers` are paths as in LayerOutput; those that are not there, or are no images, are left out. `shown` channels of
/// each layer are drawn.
Picture draw_feature_maps(const std::string& title, Sequential& network, const Tensor& x, const Tensor& pixels,
                          const std::vector<std::string>& layers, int shown, const std::filesystem::path& base);

/// A test image, as the networks see it, and as pixels from 0 to 1.
struct ShownImage {
  Tensor x;       ///< [1,H,W,C], normalised
  Tensor pixels;  ///< likewise, from 0 to 1
};

/// The test image of this number.
ShownImage shown_image(const DataSplit& data, Index number = 0);

/// Adds a picture for each network: all convolutions and residual blocks, or the first convolution alone.
void add_feature_maps(Report& report, const ComparisonRun& run, bool first_layer_alone);

}  // namespace strata::experiments
