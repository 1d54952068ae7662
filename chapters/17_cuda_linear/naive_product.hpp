#pragma once

// Rung 1 of the ladder of products. For files that hold kernels (.cu).

#include "15_cuda_kernels/elementwise.hpp"
#include "17_cuda_linear/product_size.hpp"

namespace strata::product {

// [region naive]
/// (17.1)  c_ij = Σ_k a_ik b_kj, a thread for each c_ij. Neighbouring threads have neighbouring i: the wrong axis,
/// since the elements that they read at the same time are a whole row apart.
template <class T>
__global__ void naive(const T* a, const T* b, T* c, ProductSize size) {
  const Index i = static_cast<Index>(blockIdx.x) * blockDim.x + threadIdx.x;
  const Index j = static_cast<Index>(blockIdx.y) * blockDim.y + threadIdx.y;
  if (i >= size.rows || j >= size.columns) return;
  T sum = 0;
  for (Index k = 0; k < size.inner; ++k) sum += a[i * size.inner + k] * b[k * size.columns + j];
  c[i * size.columns + j] = sum;
}
// [endregion naive]

/// Starts naive.
template <class T>
void run_naive(const T* a, const T* b, T* c, ProductSize size) {
  constexpr unsigned x = 32, y = 8;
  const dim3 grid(static_cast<unsigned>(blocks_for(size.rows, x)), static_cast<unsigned>(blocks_for(size.columns, y)));
  launch<naive<T>>({.grid = grid, .block = dim3(x, y)}, a, b, c, size);
}

}  // namespace strata::product
