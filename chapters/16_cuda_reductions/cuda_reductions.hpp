#pragma once

namespace strata::cuda_reductions {

/// Teaches the GPU what adds up or compares many numbers: SoftMax and LogSoftMax of chapter 4, and the losses of
/// chapter 5. Call cuda_kernels::install() of chapter 15 as well.
void install();

}  // namespace strata::cuda_reductions
