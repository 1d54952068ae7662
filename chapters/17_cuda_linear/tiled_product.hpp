#pragma once

// Rung 3 of the ladder of products. For files that hold kernels (.cu).

#include "15_cuda_kernels/elementwise.hpp"
#include "15_cuda_kernels/shared_array.hpp"
#include "17_cuda_linear/product_size.hpp"

namespace strata::product {

constexpr int small_tile = 16;  ///< rows and columns of a block's tile of C; also the depth of its tiles of A and B

// [region tiled]
/// (17.6)  c_ij = Σ_tiles Σ_k a_ik b_kj. For each tile, every thread brings one element of A and one of B to shared
/// memory; then all threads read them there. What lies outside of a matrix is brought as 0.
template <class T>
__global__ void tiled(const T* a, const T* b, T* c, ProductSize size) {
  auto& a_tile = shared_array<T[small_tile][small_tile], 0>();
  auto& b_tile = shared_array<T[small_tile][small_tile], 1>();
  const unsigned x = threadIdx.x, y = threadIdx.y;
  const Index i = static_cast<Index>(blockIdx.y) * small_tile + y, j = static_cast<Index>(blockIdx.x) * small_tile + x;
  T sum = 0;
  for (Index begin = 0; begin < size.inner; begin += small_tile) {
    const Index a_column = begin + x, b_row = begin + y;
    a_tile[y][x] = i < size.rows && a_column < size.inner ? a[i * size.inner + a_column] : T(0);
    b_tile[y][x] = b_row < size.inner && j < size.columns ? b[b_row * size.columns + j] : T(0);
    __syncthreads();  // nobody reads a tile before it is complete
    for (int k = 0; k < small_tile; ++k) sum += a_tile[y][k] * b_tile[k][x];
    __syncthreads();  // nobody overwrites a tile while another thread reads it
  }
  if (i < size.rows && j < size.columns) c[i * size.columns + j] = sum;
}
// [endregion tiled]

/// Starts tiled.
template <class T>
void run_tiled(const T* a, const T* b, T* c, ProductSize size) {
  const dim3 grid(static_cast<unsigned>(blocks_for(size.columns, small_tile)),
                  static_cast<unsigned>(blocks_for(size.rows, small_tile)));
  launch<tiled<T>>({.grid = grid, .block = dim3(small_tile, small_tile)}, a, b, c, size);
}

}  // namespace strata::product
