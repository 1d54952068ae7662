#pragma once

// Three ways to multiply by a mask; the third is installed. For files that hold kernels (.cu).

#include <cuda_runtime.h>

#include <algorithm>
#include <cstdint>

#include "09_dropout/bernoulli.hpp"
#include "15_cuda_kernels/elementwise.hpp"
#include "15_cuda_kernels/pack.hpp"

namespace strata::masks {

// [region each]
/// Rung 1: a thread for every number. It makes four integers (9.17) and uses one of them.
template <class T>
__global__ void mask_each(Bernoulli m, const std::int64_t* taken, const T* x, T* y, Index count) {
  const MaskNumbers numbers(taken);
  for (Index i = thread_number(); i < count; i += thread_count()) {
    y[i] = m.entry<T>(numbers.block(i / 4)[static_cast<std::size_t>(i % 4)]) * x[i];
  }
}
// [endregion each]

// [region fours]
/// Four numbers, or those that are left, and the integers of their block.
template <class T>
__device__ void mask_four(const Bernoulli& m, const Philox::Counter& random, const T* x, T* y, Index left) {
  for (Index k = 0; k < 4; ++k) {
    if (k < left) y[k] = m.entry<T>(random[static_cast<std::size_t>(k)]) * x[k];
  }
}

/// Rung 2: a thread for every block of four integers (18.15).
template <class T>
__global__ void mask_fours(Bernoulli m, const std::int64_t* taken, const T* x, T* y, Index count) {
  const MaskNumbers numbers(taken);
  for (Index block = thread_number(); block < MaskNumbers::blocks(count); block += thread_count()) {
    mask_four(m, numbers.block(block), x + 4 * block, y + 4 * block, count - 4 * block);
  }
}
// [endregion fours]

// [region packs]
/// Rung 3: likewise, with 16 bytes in a load. x and y lie at multiples of 16 bytes.
template <class T>
__global__ void mask_packs(Bernoulli m, const std::int64_t* taken, const T* x, T* y, Index count) {
  constexpr Index size = Pack<T>::size;
  const MaskNumbers numbers(taken);
  for (Index block = thread_number(); block < MaskNumbers::blocks(count); block += thread_count()) {
    const Philox::Counter random = numbers.block(block);
    const Index left = count - 4 * block;
    if (left < 4) {
      mask_four(m, random, x + 4 * block, y + 4 * block, left);
      return;  // nothing comes behind the last block
    }
    for (Index first = 0; first < 4; first += size) {
      Pack<T> pack = load_pack(x + 4 * block + first);
      for (Index k = 0; k < size; ++k) {
        pack.values[k] = m.entry<T>(random[static_cast<std::size_t>(first + k)]) * pack.values[k];
      }
      store_pack(pack, y + 4 * block + first);
    }
  }
}
// [endregion packs]

/// Starts one of them, by its number from 1.
template <class T>
void run_rung(int rung, const Bernoulli& m, const std::int64_t* taken, const T* x, T* y, Index count) {
  const Launch fours = elementwise(MaskNumbers::blocks(count));
  if (rung == 1) return launch<mask_each<T>>(elementwise(count), m, taken, x, y, count);
  if (rung == 2) return launch<mask_fours<T>>(fours, m, taken, x, y, count);
  launch<mask_packs<T>>(fours, m, taken, x, y, count);
}

// [region choice]
/// Whether packs can be loaded from there: a slice of a tensor may begin anywhere.
inline bool begins_pack(const void* address) { return reinterpret_cast<std::uintptr_t>(address) % 16 == 0; }

/// The fastest that is possible.
template <class T>
void multiply_by_mask(const Bernoulli& m, const std::int64_t* taken, const T* x, T* y, Index count) {
  run_rung(begins_pack(x) && begins_pack(y) ? 3 : 2, m, taken, x, y, count);
}
// [endregion choice]

}  // namespace strata::masks
