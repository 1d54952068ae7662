#pragma once

namespace strata::cuda_linear {

/// Teaches Linear the GPU. Call it once, after cuda_kernels::install().
void install();

}  // namespace strata::cuda_linear
