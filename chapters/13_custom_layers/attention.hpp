#pragma once

#include "02_modules/sequential.hpp"
#include "10_convolution/per_axis.hpp"
#include "13_custom_layers/gated.hpp"

namespace strata {

/// Squeeze and excitation: each channel of an image is multiplied by a number from 0 to 1 that depends on the means of
/// all its channels (13.28). Input and output [N,H,W,C].
/// @param channels   C
/// @param reduction  r: the hidden layer has ⌊C / r⌋ features
/// @throws Error if a number is below 1, or the hidden layer would have no feature
Gated channel_attention(Index channels, Index reduction = 16);

/// Each pixel is multiplied by a number from 0 to 1 that a convolution makes of its neighbourhood (13.29). Input and
/// output [N,H,W,C].
/// @param kernel  size of the window. @throws Error if it is below 1
Gated spatial_attention(PerAxis kernel = 7);

/// Both, in the order of CBAM: "channel", then "spatial". @throws Error as they do
Sequential channel_and_spatial_attention(Index channels, Index reduction = 16, PerAxis kernel = 7);

}  // namespace strata
