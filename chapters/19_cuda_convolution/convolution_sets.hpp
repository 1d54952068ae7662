#pragma once

#include <string_view>

namespace strata {

/// The name of the kernels that are the equations as they stand there, for prefer_kernels(). Those with patches in
/// memory have chapter 10's name, im2col_kernels; the installed ones are called cuda_set.
constexpr std::string_view direct_kernels = "direct";

/// @{
/// What cuda_convolution::install() puts together.
void install_direct_convolution();
void install_im2col_convolution();
void install_implicit_convolution();
void install_choice_pools();
void install_mean_pools();
void install_add_channel_mean();
void install_gated();
void install_learnable_swish();
void install_own_lp_pool();
/// @}

}  // namespace strata
