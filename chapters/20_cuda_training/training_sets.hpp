#pragma once

namespace strata {

/// @{
/// What cuda_training::install() puts together.
void install_sgd_kernels();
void install_adam_kernels();
void install_adasmooth_kernels();
void install_gradient_kernels();
/// @}

}  // namespace strata
