#pragma once

#include <string_view>

namespace strata {

/// The name of the kernels that chapters 15 to 20 teach, for prefer_kernels().
constexpr std::string_view cuda_set = "cuda";

/// @{
/// What cuda_kernels::install() puts together.
void install_tensor_kernels();
void install_activation_kernels();
/// @}

}  // namespace strata
