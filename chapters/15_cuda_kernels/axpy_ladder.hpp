#pragma once

// One sum, y <- y + s x (15.1), by five kernels that differ in who adds what. For files that hold kernels (.cu).

#include <algorithm>

#include "15_cuda_kernels/elementwise.hpp"
#include "15_cuda_kernels/pack.hpp"

namespace strata::axpy {

/// Rung 1: one thread adds everything, as a processor would.
template <class T>
__global__ void one_thread(const T* x, T s, T* y, Index count) {
  for (Index i = 0; i < count; ++i) y[i] = y[i] + s * x[i];
}

// [region stretches]
/// Rung 2: every thread takes a stretch of neighbouring numbers (15.5), as parallel_for does on a processor.
template <class T>
__global__ void stretches(const T* x, T s, T* y, Index count) {
  const Index each = blocks_for(count, thread_count());
  const Index begin = thread_number() * each, end = std::min(begin + each, count);
  for (Index i = begin; i < end; ++i) y[i] = y[i] + s * x[i];
}
// [endregion stretches]

// [region one_each]
/// Rung 3: a thread for every number (15.2), so neighbouring threads take neighbouring numbers. The last block may have
/// more threads than there are numbers left.
template <class T>
__global__ void one_each(const T* x, T s, T* y, Index count) {
  const Index i = thread_number();
  if (i < count) y[i] = y[i] + s * x[i];
}
// [endregion one_each]

// [region strides]
/// Rung 4: as before, but with any number of threads: each goes on by as many numbers as there are threads (15.4).
template <class T>
__global__ void strides(const T* x, T s, T* y, Index count) {
  for (Index i = thread_number(); i < count; i += thread_count()) y[i] = y[i] + s * x[i];
}
// [endregion strides]

// [region packs]
/// Rung 5: 16 bytes in one load. What is left behind the last whole pack goes to the first threads, a number each.
template <class T>
__global__ void packs(const T* x, T s, T* y, Index count) {
  constexpr Index size = Pack<T>::size;
  for (Index p = thread_number(); p < count / size; p += thread_count()) {
    const Pack<T> a = load_pack(x + p * size);
    Pack<T> b = load_pack(y + p * size);
    for (Index k = 0; k < size; ++k) b.values[k] = b.values[k] + s * a.values[k];
    store_pack(b, y + p * size);
  }
  const Index i = count / size * size + thread_number();
  if (i < count) y[i] = y[i] + s * x[i];
}
// [endregion packs]

/// Starts one of them, by its number from 1.
template <class T>
void run_rung(int rung, const T* x, T s, T* y, Index count) {
  const auto block = static_cast<unsigned>(elementwise_block);
  const auto all = static_cast<unsigned>(blocks_for(count, elementwise_block));
  const Launch few{.grid = std::min(all, 4U), .block = block};
  switch (rung) {
    case 1:
      return launch<one_thread<T>>({.grid = 1, .block = 1}, x, s, y, count);
    case 2:
      return launch<stretches<T>>(few, x, s, y, count);
    case 3:
      return launch<one_each<T>>({.grid = all, .block = block}, x, s, y, count);
    case 4:
      return launch<strides<T>>(few, x, s, y, count);
    default:
      return launch<packs<T>>(few, x, s, y, count);
  }
}

}  // namespace strata::axpy
