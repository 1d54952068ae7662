#include "12_residual/blocks.hpp"

#include <fmt/format.h>

#include <memory>
#include <utility>

#include "04_activations/activation.hpp"
#include "08_normalization/batch_norm.hpp"
#include "09_dropout/dropout.hpp"
#include "10_convolution/convolution_block.hpp"

namespace strata {
namespace {

void expect_valid(const ResidualBlock& block, Index narrowest) {
  if (block.in_channels >= 1 && narrowest >= 1 && block.stride >= 1) return;
  throw Error({"residual block",
               fmt::format("{} input channels, {} output channels, stride {}", block.in_channels, block.out_channels,
                           block.stride),
               narrowest < 1 && block.out_channels >= 1 ? "4 output channels or more" : "1 or more of each",
               narrowest < 1 && block.out_channels >= 1 ? "a bottleneck has a quarter of them inside" : ""});
}

ModuleFactory dropout_of(const ResidualBlock& block) {
  if (block.dropout == 0) return {};
  return [p = block.dropout] { return std::make_unique<Dropout2d>(p); };
}

// A convolution with BatchNorm. 3×3 keeps the size of the image but for the stride.
ConvolutionBlock normalised(const ResidualBlock& block, Index channels, Index kernel, Index stride = 1) {
  return {.channels = channels,
          .kernel = kernel,
          .stride = stride,
          .padding = kernel / 2,
          .bias = block.bias,
          .normalisation = make_module<BatchNorm>};
}

ConvolutionBlock with_relu(ConvolutionBlock convolution) {
  convolution.activation = make_module<ReLU>;
  return convolution;
}

// [region shortcut]
std::unique_ptr<Module> shortcut_of(const ResidualBlock& block) {
  if (block.stride == 1 && block.in_channels == block.out_channels) return nullptr;
  auto shortcut = std::make_unique<Sequential>();
  add_convolution(*shortcut, "conv", normalised(block, block.out_channels, 1, block.stride));
  return shortcut;
}
// [endregion shortcut]

}  // namespace

// [region basic]
Residual basic_block(const ResidualBlock& block) {
  expect_valid(block, block.out_channels);
  ConvolutionBlock first = with_relu(normalised(block, block.out_channels, 3, block.stride));
  ConvolutionBlock second = normalised(block, block.out_channels, 3);
  first.dropout = second.dropout = dropout_of(block);
  Sequential branch;
  add_convolution(branch, "conv1", first);
  add_convolution(branch, "conv2", second);
  return Residual(std::move(branch), shortcut_of(block), make_module<ReLU>());
}
// [endregion basic]

// [region bottleneck]
Residual bottleneck_block(const ResidualBlock& block) {
  const Index inside = block.out_channels / 4;
  expect_valid(block, inside);
  ConvolutionBlock down = with_relu(normalised(block, inside, 1));
  ConvolutionBlock up = normalised(block, block.out_channels, 1);
  down.dropout = up.dropout = dropout_of(block);
  Sequential branch;
  add_convolution(branch, "conv1", down);
  add_convolution(branch, "conv2", with_relu(normalised(block, inside, 3, block.stride)));
  add_convolution(branch, "conv3", up);
  return Residual(std::move(branch), shortcut_of(block), make_module<ReLU>());
}
// [endregion bottleneck]

Residual wide_block(ResidualBlock block, Index widening) {
  block.out_channels *= widening;
  return basic_block(block);
}

}  // namespace strata
