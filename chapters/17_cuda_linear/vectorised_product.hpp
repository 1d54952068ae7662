#pragma once

// Rung 5 of the ladder of products. For files that hold kernels (.cu).

#include <cstdint>

#include "15_cuda_kernels/pack.hpp"
#include "17_cuda_linear/register_product.hpp"

namespace strata::product {

constexpr int padding = 4;  ///< unused columns of the tile of A, which spread its rows over the banks (17.11)

/// An array that begins at a multiple of 16 bytes, as packs must.
template <class T, int row_count, int column_count>
struct alignas(16) Aligned {
  T rows[row_count][column_count];  ///< row after row
};

/// Pack::size numbers of a row from column j on, 0 where the row has ended. `wide`: rows begin at multiples of 16 bytes
/// and are whole packs long, so that one load fetches them all.
template <bool wide, class T>
__device__ __forceinline__ Pack<T> load_from_row(const T* row, Index j, Index columns) {
  Pack<T> pack;
  if constexpr (wide) {
    if (j < columns) return load_pack(row + j);
    for (T& value : pack.values) value = T(0);
  } else {
    for (Index v = 0; v < Pack<T>::size; ++v) pack.values[v] = j + v < columns ? row[j + v] : T(0);
  }
  return pack;
}

/// Writes the numbers of a pack that lie within the row.
template <bool wide, class T>
__device__ __forceinline__ void store_to_row(const Pack<T>& pack, T* row, Index j, Index columns) {
  if constexpr (wide) {
    if (j < columns) store_pack(pack, row + j);
  } else {
    for (Index v = 0; v < Pack<T>::size; ++v) {
      if (j + v < columns) row[j + v] = pack.values[v];
    }
  }
}

// [region vectorised]
/// As registers, but a thread's 16 sums are neighbours, rows 4y to 4y + 3 and columns 4x to 4x + 3, and numbers travel
/// in packs of 16 bytes. The tile of A lies transposed, so that the four of one k are neighbours as well.
template <bool wide, class T>
__global__ void vectorised(const T* a, const T* b, T* c, ProductSize size) {
  constexpr int pack = static_cast<int>(Pack<T>::size), a_packs = depth / pack, b_packs = tile / pack;
  auto& a_tile = shared_array<Aligned<T, depth, tile + padding>>().rows;
  auto& b_tile = shared_array<Aligned<T, depth, tile>>().rows;
  const int x = static_cast<int>(threadIdx.x), y = static_cast<int>(threadIdx.y), thread = y * threads + x;
  const Index top = static_cast<Index>(blockIdx.y) * tile, left = static_cast<Index>(blockIdx.x) * tile;
  T sum[each][each] = {};
  Index begin = 0; do {
    for (int round = 0; round < tile * a_packs / (threads * threads); ++round) {
      const int e = thread + round * threads * threads;
      const int a_row = e / a_packs, a_column = e % a_packs * pack, b_row = e / b_packs, b_column = e % b_packs * pack;
      const Index i = top + a_row, b_k = begin + b_row;
      const Pack<T> from_a = load_from_row<wide>(a + i * size.inner, begin + a_column, i < size.rows ? size.inner : 0);
      for (int v = 0; v < pack; ++v) a_tile[a_column + v][a_row] = from_a.values[v];
      store_pack(load_from_row<wide>(b + b_k * size.columns, left + b_column, b_k < size.inner ? size.columns : 0),
                 &b_tile[b_row][b_column]);
    }
    __syncthreads();
    for (int k = 0; k < depth; ++k) {
      T a_part[each], b_part[each];
      for (int p = 0; p < each; p += pack) {
        const Pack<T> from_a = load_pack(&a_tile[k][each * y + p]), from_b = load_pack(&b_tile[k][each * x + p]);
        for (int v = 0; v < pack; ++v) a_part[p + v] = from_a.values[v], b_part[p + v] = from_b.values[v];
      }
      for (int r = 0; r < each; ++r) {
        for (int s = 0; s < each; ++s) sum[r][s] += a_part[r] * b_part[s];
      }
    }
    __syncthreads();
  begin += depth; } while (begin < size.inner);
  for (int r = 0; r < each; ++r) {
    const Index i = top + each * y + r;
    if (i >= size.rows) return;
    for (int p = 0; p < each; p += pack) {
      Pack<T> result;
      for (int v = 0; v < pack; ++v) result.values[v] = sum[r][p + v];
      store_to_row<wide>(result, c + i * size.columns, left + each * x + p, size.columns);
    }
  }
}
// [endregion vectorised]

/// Whether every row of the three matrices begins at a multiple of 16 bytes and is whole packs long.
template <class T>
bool has_wide_rows(const T* a, const T* b, const T* c, ProductSize size) {
  const auto is_aligned = [](const T* begin) { return reinterpret_cast<std::uintptr_t>(begin) % 16 == 0; };
  return is_aligned(a) && is_aligned(b) && is_aligned(c) && size.inner % Pack<T>::size == 0 &&
         size.columns % Pack<T>::size == 0;
}

/// Starts vectorised.
template <class T>
void run_vectorised(const T* a, const T* b, T* c, ProductSize size) {
  if (has_wide_rows(a, b, c, size)) {
    launch<vectorised<true, T>>(large_tiles(size), a, b, c, size);
  } else {
    launch<vectorised<false, T>>(large_tiles(size), a, b, c, size);
  }
}

}  // namespace strata::product
