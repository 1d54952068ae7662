#pragma once

// Rung 2 of the ladder of products. For files that hold kernels (.cu).

#include "15_cuda_kernels/elementwise.hpp"
#include "17_cuda_linear/product_size.hpp"

namespace strata::product {

// [region coalesced]
/// (17.1) again. Neighbouring threads have neighbouring j, and read neighbouring elements of B.
template <class T>
__global__ void coalesced(const T* a, const T* b, T* c, ProductSize size) {
  const Index i = static_cast<Index>(blockIdx.y) * blockDim.y + threadIdx.y;
  const Index j = static_cast<Index>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i >= size.rows || j >= size.columns) return;
  T sum = 0;
  for (Index k = 0; k < size.inner; ++k) sum += a[i * size.inner + k] * b[k * size.columns + j];
  c[i * size.columns + j] = sum;
}
// [endregion coalesced]

/// Starts coalesced.
template <class T>
void run_coalesced(const T* a, const T* b, T* c, ProductSize size) {
  constexpr unsigned x = 32, y = 8;
  const dim3 grid(static_cast<unsigned>(blocks_for(size.columns, x)), static_cast<unsigned>(blocks_for(size.rows, y)));
  launch<coalesced<T>>({.grid = grid, .block = dim3(x, y)}, a, b, c, size);
}

}  // namespace strata::product
