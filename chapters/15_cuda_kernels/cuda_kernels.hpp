#pragma once

namespace strata::cuda_kernels {

/// Teaches Strata the GPU: from now on tensors can live on Device::cuda, and the layers of chapter 4 run there. The
/// other chapters of Part II have a function of the same name for what they teach. Call it once, before the first
/// tensor on the GPU. @throws Error in one sentence if there is no GPU, no driver, or the driver is too old
void install();

}  // namespace strata::cuda_kernels
