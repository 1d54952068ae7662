#pragma once

// Shared memory, for files that hold kernels (.cu). CUDA's word __shared__ is used here and nowhere else, because a C++
// compiler has no storage that belongs to a block.

#include <cuda_runtime.h>

#ifndef __CUDACC__
#include "15_cuda_kernels/emulator/shared_memory.hpp"
#endif

namespace strata {

/// An array that the threads of a block share: auto& tile = shared_array<T[16][17]>(). Two arrays of one type in a
/// kernel need two numbers. Its elements are undefined (in the emulator NaN) until somebody writes them.
template <class Array, int number = 0>
__device__ __forceinline__ Array& shared_array() {
#ifdef __CUDACC__
  __shared__ Array memory;
  return memory;
#else
  static const char key = 0;
  return *static_cast<Array*>(emulator::static_shared(&key, sizeof(Array)));
#endif
}

/// The shared memory whose size the launch says (Launch::shared_bytes), as an array of T.
template <class T>
__device__ __forceinline__ T* dynamic_shared_array() {
#ifdef __CUDACC__
  extern __shared__ __align__(16) unsigned char dynamic_shared_memory[];
  return reinterpret_cast<T*>(dynamic_shared_memory);
#else
  return static_cast<T*>(emulator::dynamic_shared());
#endif
}

}  // namespace strata
