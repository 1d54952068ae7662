#pragma once

#include "15_cuda_kernels/emulator/vectors.hpp"

/// @{
/// As in CUDA: where the running thread stands. The emulator sets them whenever it lets another thread run; each thread
/// of the operating system has its own, because two of them can run blocks at the same time.
inline constinit thread_local uint3 threadIdx{};
inline constinit thread_local uint3 blockIdx{};
inline constinit thread_local dim3 blockDim{};
inline constinit thread_local dim3 gridDim{};
constexpr int warpSize = 32;
/// @}
