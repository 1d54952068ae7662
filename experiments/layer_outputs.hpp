#pragma once

#include <string>
#include <vector>

#include "02_modules/sequential.hpp"

namespace strata::experiments {

/// What one layer makes of a batch.
struct LayerOutput {
  std::string layer;  ///< its path without the network's name: "block1.branch.conv1"
  Tensor output;      ///< of this layer
};

/// The outputs of all layers inside a network in evaluation mode, in the order in which they are computed, those inside
/// residual blocks included.
std::vector<LayerOutput> layer_outputs(Sequential& network, const Tensor& x);

}  // namespace strata::experiments
