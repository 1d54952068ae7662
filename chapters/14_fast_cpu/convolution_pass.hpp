#pragma once

#include "10_convolution/window.hpp"
#include "14_fast_cpu/padded_image.hpp"

namespace strata::fast_cpu {

/// Which of two functions of a convolutional layer is computed. A gradient with respect to the image is a convolution,
/// too: of dy, with the taps turned round and the channels exchanged.
enum class ConvolutionPass { forward, backward_input };

/// The images of a layer's input and output.
struct ConvolutionImages {
  ImageSize input, output;

  /// The images that a pass computes, and those that it computes them from.
  constexpr const ImageSize& result(ConvolutionPass pass) const {
    return pass == ConvolutionPass::forward ? output : input;
  }
  constexpr const ImageSize& source(ConvolutionPass pass) const {
    return pass == ConvolutionPass::forward ? input : output;
  }
};

/// The images that a window slides over and makes.
constexpr ConvolutionImages images_of(const Window& window, Index in_channels, Index out_channels) {
  return {{window.rows.input, window.columns.input, in_channels},
          {window.rows.output, window.columns.output, out_channels}};
}

}  // namespace strata::fast_cpu
