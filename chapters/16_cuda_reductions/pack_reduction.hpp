#pragma once

// All numbers of an array combined to one, sixteen bytes at a time. For files that hold kernels (.cu).

#include <cuda_runtime.h>

#include <algorithm>
#include <cstdint>

#include "15_cuda_kernels/elementwise.hpp"
#include "15_cuda_kernels/pack.hpp"
#include "16_cuda_reductions/block_reduction.hpp"
#include "16_cuda_reductions/numbers.hpp"

namespace strata {

/// Packs that a thread takes, where there are enough. The more, the fewer threads have to wait for each other.
constexpr Index packs_of_a_thread = 8;

/// At most so many blocks, so that few are left for the second launch.
constexpr Index most_combining_blocks = 1024;

// [region load]
/// (16.9)  Pack number p of x: numbers 4p to 4p + 3 in float32, 2p and 2p + 1 in float64. In one load if `wide`, which
/// asks for an x at a multiple of sixteen bytes. What lies behind the end counts as `nothing`.
template <bool wide, class T>
__device__ Pack<T> load_pack_within(const T* x, Index p, Index count, T nothing) {
  constexpr Index size = Pack<T>::size;
  if (wide && (p + 1) * size <= count) return load_pack(x + p * size);
  Pack<T> pack;
  for (Index j = 0; j < size; ++j) pack.values[j] = p * size + j < count ? x[p * size + j] : nothing;
  return pack;
}
// [endregion load]

// [region kernel]
/// (16.10)  Thread i of G takes packs i, i + G, i + 2G, ..., and combines each place of the packs by itself: chains of
/// additions that need not wait for each other. Then the places, then the threads of the block (16.8).
template <bool wide, class T, class Combine>
__global__ void combine_packs(const T* x, Index count, Combine combine, T* results) {
  constexpr Index size = Pack<T>::size;
  const T nothing = Combine::template nothing<T>();
  const Index packs = blocks_for(count, size);
  Pack<T> own = load_pack_within<wide>(x, thread_number(), count, nothing);
  for (Index p = thread_number() + thread_count(); p < packs; p += thread_count()) {
    const Pack<T> next = load_pack_within<wide>(x, p, count, nothing);
    for (Index j = 0; j < size; ++j) own.values[j] = combine(own.values[j], next.values[j]);
  }
  for (Index half = size / 2; half > 0; half /= 2) {
    for (Index j = 0; j < half; ++j) own.values[j] = combine(own.values[j], own.values[j + half]);
  }
  const T result = combine_block(own.values[0], combine);
  if (threadIdx.x == 0) results[blockIdx.x] = result;
}
// [endregion kernel]

/// Blocks for so many T. It depends on their number alone, and so do the bits of the result.
template <class T>
constexpr Index combining_blocks(Index count) {
  return std::min(blocks_for(count, Pack<T>::size * packs_of_a_thread * elementwise_block), most_combining_blocks);
}

// [region start]
/// One launch of combine_packs, which leaves a number for each block. A slice of a tensor may begin between two
/// multiples of sixteen bytes; then the same numbers are loaded one by one, and combined in the same order.
template <class T, class Combine>
Tensor combine_in_blocks(const Tensor& x, Combine combine) {
  const Index blocks = combining_blocks<T>(x.count());
  Tensor results({blocks}, x.options());
  const Launch where{.grid = static_cast<unsigned>(blocks), .block = static_cast<unsigned>(elementwise_block)};
  if (reinterpret_cast<std::uintptr_t>(numbers<T>(x)) % sizeof(Pack<T>) == 0) {
    launch<combine_packs<true, T, Combine>>(where, numbers<T>(x), x.count(), combine, numbers_to_write<T>(results));
  } else {
    launch<combine_packs<false, T, Combine>>(where, numbers<T>(x), x.count(), combine, numbers_to_write<T>(results));
  }
  return results;
}

/// All numbers of a tensor combined to a tensor [1], on its device.
template <class T, class Combine>
Tensor combine_all(const Tensor& x, Combine combine) {
  Tensor level = combine_in_blocks<T>(x, combine);
  while (level.count() > 1) level = combine_in_blocks<T>(level, combine);
  return level;
}
// [endregion start]

}  // namespace strata
