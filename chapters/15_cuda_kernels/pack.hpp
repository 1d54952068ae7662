#pragma once

// The widest load and store of a GPU's thread: 16 bytes, four float32 or two float64. For files that hold kernels
// (.cu).

#include <cuda_runtime.h>

#include <cstddef>

#include "common/index.hpp"

namespace strata {

/// As many numbers as one instruction can load.
template <class T>
struct alignas(16) Pack {
  static constexpr Index size = 16 / sizeof(T);  ///< 4 or 2
  T values[static_cast<std::size_t>(size)];      ///< in the order of memory
};

/// The Pack::size numbers from an address on, which is a multiple of 16 bytes.
template <class T>
__device__ __forceinline__ Pack<T> load_pack(const T* from) {
  return *reinterpret_cast<const Pack<T>*>(from);
}

/// Writes them to an address that is a multiple of 16 bytes.
template <class T>
__device__ __forceinline__ void store_pack(const Pack<T>& pack, T* to) {
  *reinterpret_cast<Pack<T>*>(to) = pack;
}

}  // namespace strata
