#pragma once

namespace strata {

/// @{
/// What cuda_normalization::install() puts together.
void install_batch_norm_kernels();
void install_channelwise_scaling_kernels();
void install_dropout_kernels();
void install_dropout2d_kernels();
void install_layer_norm_kernels();
void install_random_state_kernels();
/// @}

}  // namespace strata
