#pragma once

// The queues behind streams. Work runs only when somebody waits for it, so that a program that forgets to wait reads
// what was there before: NaN, in fresh memory.

#include <functional>

#include "15_cuda_kernels/emulator/include/cuda_runtime_api.h"

namespace strata::emulator {

/// Something to be done later, in the order of a stream.
using Work = std::function<void()>;

/// Appends work to a stream, or to the graph that the stream is recording. The null stream waits for every stream that
/// was made without cudaStreamNonBlocking, and they for it, as in CUDA.
cudaError_t submit(cudaStream_t stream, Work work);

/// What cudaGetLastError() will return, unless it is cudaSuccess. Returns the code.
cudaError_t remember_error(cudaError_t code);

/// Whether an address lies in memory of cudaMalloc.
bool is_device_memory(const void* address);

}  // namespace strata::emulator
