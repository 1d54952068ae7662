#include "10_convolution/convolution_block.hpp"

namespace strata {

// [region add_convolution]
Sequential& add_convolution(Sequential& network, const std::string& name, const ConvolutionBlock& block) {
  network.add(
      Conv2d(block.channels, block.kernel,
             {.stride = block.stride, .padding = block.padding, .dilation = block.dilation, .bias = block.bias}),
      name);
  if (block.normalisation) network.add(block.normalisation(), name + "_norm");
  if (block.activation) network.add(block.activation(), name + "_activation");
  if (block.dropout) network.add(block.dropout(), name + "_dropout");
  return network;
}
// [endregion add_convolution]

}  // namespace strata
