#pragma once

#include <cstddef>

#include "17_cuda_linear/emulated_cublas/include/cublas_v2.h"

/// What is behind a handle of the emulated cuBLAS.
struct cublasContext {
  cudaStream_t stream = nullptr;                 ///< where products are computed
  cublasMath_t math_mode = CUBLAS_DEFAULT_MATH;  ///< without effect: a processor has no tensor cores
  void* workspace = nullptr;                     ///< the caller's; null: the library's own
  std::size_t workspace_bytes = 0;               ///< of the caller's
  void* own_memory = nullptr;                    ///< what the library takes for itself
};
