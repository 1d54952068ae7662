#pragma once

namespace strata {

/// @{
/// What cuda_reductions::install() puts together.
void install_softmax_kernels();
void install_cross_entropy_kernels();
void install_class_loss_kernels();
void install_entry_loss_kernels();
/// @}

}  // namespace strata
