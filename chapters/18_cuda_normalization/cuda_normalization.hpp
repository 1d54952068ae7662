#pragma once

namespace strata::cuda_normalization {

/// Teaches the layers of chapters 8 and 9 the GPU: BatchNorm, LayerNorm, ChannelwiseScaling, Dropout and Dropout2d.
/// Chapter 15's install() comes before it.
void install();

}  // namespace strata::cuda_normalization
