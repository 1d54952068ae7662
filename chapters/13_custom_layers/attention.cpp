#include "13_custom_layers/attention.hpp"

#include <fmt/format.h>

#include <memory>
#include <utility>

#include "03_linear/linear.hpp"
#include "04_activations/activation.hpp"
#include "10_convolution/conv2d.hpp"
#include "11_pooling/average_pool.hpp"
#include "common/error.hpp"

namespace strata {
namespace {

void expect_hidden_layer(Index channels, Index reduction) {
  if (channels < 1 || reduction < 1) {
    throw Error({"channel_attention", fmt::format("{} channels with reduction {}", channels, reduction), "1 or more",
                 "leave the reduction out for 16"});
  }
  if (channels >= reduction) return;
  throw Error({"channel_attention", fmt::format("{} channels with reduction {}", channels, reduction),
               fmt::format("{} channels or more", reduction),
               fmt::format("a reduction of at most {} leaves a hidden layer", channels)});
}

}  // namespace

// [region channel]
// (13.28)
Gated channel_attention(Index channels, Index reduction) {
  expect_hidden_layer(channels, reduction);
  auto gate = std::make_unique<Sequential>();
  gate->add(GlobalAveragePool2d(), "squeeze").add(Linear(channels / reduction), "fc1").add(ReLU(), "relu");
  gate->add(Linear(channels), "fc2").add(Sigmoid(), "sigmoid");
  return Gated(std::move(gate));
}
// [endregion channel]

// [region spatial]
// (13.29)
Gated spatial_attention(PerAxis kernel) {
  auto gate = std::make_unique<Sequential>();
  gate->add(Conv2d(1, kernel, {.padding = Padding::same()}), "conv").add(Sigmoid(), "sigmoid");
  return Gated(std::move(gate));
}

Sequential channel_and_spatial_attention(Index channels, Index reduction, PerAxis kernel) {
  Sequential both("attention");
  both.add(channel_attention(channels, reduction), "channel").add(spatial_attention(kernel), "spatial");
  return both;
}
// [endregion spatial]

}  // namespace strata
