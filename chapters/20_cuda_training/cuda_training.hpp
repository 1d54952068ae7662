#pragma once

namespace strata::cuda_training {

/// Teaches the GPU the optimisers, clipping and regularisers of chapter 6. cuda_kernels::install() comes first.
void install();

}  // namespace strata::cuda_training
