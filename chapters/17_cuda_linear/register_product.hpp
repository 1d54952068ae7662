#pragma once

// Rung 4 of the ladder of products. For files that hold kernels (.cu).

#include "15_cuda_kernels/elementwise.hpp"
#include "15_cuda_kernels/shared_array.hpp"
#include "17_cuda_linear/product_size.hpp"

namespace strata::product {

constexpr int tile = 64;     ///< rows and columns of a block's tile of C
constexpr int depth = 16;    ///< columns of its tile of A, rows of its tile of B
constexpr int threads = 16;  ///< of a block along either axis
constexpr int each = 4;      ///< rows and columns of C that a thread computes
static_assert(threads * each == tile);

// [region registers]
/// (17.6) with tiles of 64. Each thread keeps 16 sums in registers, of rows y + 16 r and columns x + 16 s of its
/// block's tile: four elements of A and four of B give 16 products (17.8).
template <class T>
__global__ void registers(const T* a, const T* b, T* c, ProductSize size) {
  auto& a_tile = shared_array<T[tile][depth]>();
  auto& b_tile = shared_array<T[depth][tile]>();
  const int x = static_cast<int>(threadIdx.x), y = static_cast<int>(threadIdx.y), thread = y * threads + x;
  const Index top = static_cast<Index>(blockIdx.y) * tile, left = static_cast<Index>(blockIdx.x) * tile;
  T sum[each][each] = {};
  for (Index begin = 0; begin < size.inner; begin += depth) {
    for (int round = 0; round < tile * depth / (threads * threads); ++round) {
      const int e = thread + round * threads * threads;
      const int a_row = e / depth, a_column = e % depth, b_row = e / tile, b_column = e % tile;
      const Index i = top + a_row, a_k = begin + a_column, b_k = begin + b_row, j = left + b_column;
      a_tile[a_row][a_column] = i < size.rows && a_k < size.inner ? a[i * size.inner + a_k] : T(0);
      b_tile[b_row][b_column] = b_k < size.inner && j < size.columns ? b[b_k * size.columns + j] : T(0);
    }
    __syncthreads();
    for (int k = 0; k < depth; ++k) {
      T a_part[each], b_part[each];
      for (int r = 0; r < each; ++r) a_part[r] = a_tile[y + threads * r][k];
      for (int s = 0; s < each; ++s) b_part[s] = b_tile[k][x + threads * s];
      for (int r = 0; r < each; ++r) {
        for (int s = 0; s < each; ++s) sum[r][s] += a_part[r] * b_part[s];
      }
    }
    __syncthreads();
  }
  for (int r = 0; r < each; ++r) {
    for (int s = 0; s < each; ++s) {
      const Index i = top + y + threads * r, j = left + x + threads * s;
      if (i < size.rows && j < size.columns) c[i * size.columns + j] = sum[r][s];
    }
  }
}
// [endregion registers]

/// The blocks of this rung and the next.
inline Launch large_tiles(ProductSize size) {
  return {.grid = dim3(static_cast<unsigned>(blocks_for(size.columns, tile)),
                       static_cast<unsigned>(blocks_for(size.rows, tile))),
          .block = dim3(threads, threads)};
}

/// Starts registers.
template <class T>
void run_registers(const T* a, const T* b, T* c, ProductSize size) {
  launch<registers<T>>(large_tiles(size), a, b, c, size);
}

}  // namespace strata::product
