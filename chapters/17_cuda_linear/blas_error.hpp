#pragma once

#include <cublas_v2.h>

#include <string>
#include <string_view>

#include "15_cuda_kernels/cuda_error.hpp"

namespace strata {

/// What cuBLAS says of a status: "the resource allocation failed (CUBLAS_STATUS_ALLOC_FAILED)".
std::string blas_words(cublasStatus_t status);

/// @throws Error with cuBLAS's own words unless the status is CUBLAS_STATUS_SUCCESS
/// @param call  what returned it: "cublasSgemm"
void expect_success(cublasStatus_t status, std::string_view call);

}  // namespace strata
