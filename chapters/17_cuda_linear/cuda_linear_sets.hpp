#pragma once

namespace strata {

/// What cuda_linear::install() puts together.
void install_linear_kernels();

}  // namespace strata
