#pragma once

// Rung 2 of the sum: every thread adds its number to the total, in an order that nobody knows. For files that hold
// kernels (.cu).

#include "16_cuda_reductions/levels.hpp"

namespace strata::sums {

// [region kernel]
/// (16.2)  total <- total + x_i, each in one go
template <class T>
__global__ void sum_by_atomics(const T* x, Index count, T* total) {
  for (Index i = thread_number(); i < count; i += thread_count()) atomicAdd(total, x[i]);
}
// [endregion kernel]

/// Starts it.
template <class T>
Tensor atomics(const Tensor& x) {
  Tensor total = Tensor::full({1}, 0.0, x.options());
  launch<sum_by_atomics<T>>(elementwise(x.count()), numbers<T>(x), x.count(), numbers_to_write<T>(total));
  return total;
}

}  // namespace strata::sums
