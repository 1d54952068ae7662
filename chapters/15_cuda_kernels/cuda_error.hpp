#pragma once

#include <cuda_runtime.h>

#include <string>
#include <string_view>

#include "common/error.hpp"

namespace strata {

/// What CUDA says of an error, "out of memory (cudaErrorMemoryAllocation)", and behind it what the emulator knows more.
std::string cuda_words(cudaError_t code);

/// @throws Error with CUDA's own words unless the code is cudaSuccess
/// @param call  what returned it: "cudaMemcpyAsync"
void expect_success(cudaError_t code, std::string_view call);

/// Why CUDA refuses to start a kernel: what was asked for, and the limits.
Error launch_error(std::string_view kernel, cudaError_t code, dim3 grid, dim3 block, std::size_t shared_bytes);

}  // namespace strata
