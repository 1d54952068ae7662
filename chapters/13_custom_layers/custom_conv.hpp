#pragma once

#include "02_modules/sequential.hpp"
#include "10_convolution/conv2d.hpp"

namespace strata {

// The homework knows two layers by the name CustomConv. Both are a convolution with a small layer behind it.

/// y = u + mean of u over the output channels, where u = conv(x) (13.16). Parts: "conv" and "mean".
/// @throws Error as Conv2d does
Sequential mean_conv2d(Index out_channels, PerAxis kernel, const Conv2dOptions& options = {});

/// y = γ u + β with one γ and one β for each output channel, where u = conv(x) (13.20). At the start γ is 1 and β is 0,
/// and it computes what Conv2d does. Parts: "conv" and "scaling".
/// @throws Error as Conv2d does
Sequential scaled_conv2d(Index out_channels, PerAxis kernel, const Conv2dOptions& options = {});

}  // namespace strata
