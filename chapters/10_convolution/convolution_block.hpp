#pragma once

#include <string>

#include "02_modules/module_factory.hpp"
#include "02_modules/sequential.hpp"
#include "10_convolution/conv2d.hpp"

namespace strata {

/// A convolution with what usually comes after it, in this order. What is left out is not added.
struct ConvolutionBlock {
  Index channels = 0;                  ///< output channels, 1 or more
  PerAxis kernel = 3;                  ///< size of the window
  PerAxis stride = 1;                  ///< pixels from one output to the next
  Padding padding = Padding::valid();  ///< zeros around the image
  PerAxis dilation = 1;                ///< pixels from one tap to the next
  bool bias = true;                    ///< whether the convolution adds a bias; before a normalisation it is of no use
  ModuleFactory normalisation{};       ///< makes the layer that normalises its output
  ModuleFactory activation{};          ///< makes the activation: make_module<ReLU>
  ModuleFactory dropout{};             ///< makes the dropout layer
};

/// Adds a convolution "conv1" and, as the block says, "conv1_norm", "conv1_activation" and "conv1_dropout" to a
/// network.
///
///     add_convolution(network, "conv1", {.channels = 32, .padding = 1, .activation = make_module<ReLU>});
///
/// @throws Error as Conv2d and Sequential::add do
Sequential& add_convolution(Sequential& network, const std::string& name, const ConvolutionBlock& block);

}  // namespace strata
