#pragma once

// Rung 1 of the sum: one thread does what a processor would do. For files that hold kernels (.cu).

#include "16_cuda_reductions/levels.hpp"

namespace strata::sums {

// [region kernel]
/// (16.1)  s <- s + x_i, for i = 0, 1, ..., n - 1
template <class T>
__global__ void sum_by_one_thread(const T* x, Index count, T* total) {
  T sum = 0;
  for (Index i = 0; i < count; ++i) sum += x[i];
  *total = sum;
}
// [endregion kernel]

/// Starts it.
template <class T>
Tensor one_thread(const Tensor& x) {
  Tensor total({1}, x.options());
  launch<sum_by_one_thread<T>>({.grid = 1, .block = 1}, numbers<T>(x), x.count(), numbers_to_write<T>(total));
  return total;
}

}  // namespace strata::sums
