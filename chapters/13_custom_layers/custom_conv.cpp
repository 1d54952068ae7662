#include "13_custom_layers/custom_conv.hpp"

#include "08_normalization/channelwise_scaling.hpp"
#include "13_custom_layers/add_channel_mean.hpp"

namespace strata {

// [region two]
Sequential mean_conv2d(Index out_channels, PerAxis kernel, const Conv2dOptions& options) {
  Sequential both("mean_conv2d");
  both.add(Conv2d(out_channels, kernel, options), "conv").add(AddChannelMean(), "mean");
  return both;
}

Sequential scaled_conv2d(Index out_channels, PerAxis kernel, const Conv2dOptions& options) {
  Sequential both("scaled_conv2d");
  both.add(Conv2d(out_channels, kernel, options), "conv").add(ChannelwiseScaling(), "scaling");
  return both;
}
// [endregion two]

}  // namespace strata
