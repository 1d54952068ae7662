#pragma once

#include <algorithm>

#include "14_fast_cpu/transpose.hpp"

namespace strata::fast_cpu {

/// A matrix in memory: element (i, j) is data[i · row + j · column], and one of the two steps is 1. A transposed matrix
/// is the same memory with the steps exchanged.
template <class T>
struct Grid {
  T* data;       ///< element (0, 0)
  Index row;     ///< numbers from a row to the next
  Index column;  ///< numbers from a column to the next

  /// The matrix that begins at element (i, j).
  Grid from(Index i, Index j) const { return {data + i * row + j * column, row, column}; }
};

/// How many vectors of columns a panel has: two, or one at the end.
inline constexpr int panel_vectors = 2;

/// How many columns a panel has.
template <class T>
inline constexpr Index panel_columns = panel_vectors* lanes<T>;

// [region pack]
/// Copies a few columns of a matrix so that row k becomes V vectors side by side, at panel[k · V · lanes]: what a tile
/// reads is then one stream of memory, whatever the steps of the matrix. Lanes behind the last column are zeros.
template <class T, int V>
void pack_panel(Grid<const T> b, Index depth, Index columns, T* panel) {
  if (b.column == 1) {
    for (Index k = 0; k < depth; ++k) {
      for (int v = 0; v < V; ++v) {
        const Index left = columns - v * lanes<T>;
        const T* const p = b.data + k * b.row + v * lanes<T>;
        const Vector<T> numbers = left >= lanes<T> ? load(p) : load_first(p, std::max<Index>(left, 0));
        store(panel + (k * V + v) * lanes<T>, numbers);
      }
    }
    return;
  }
  for (int v = 0; v < V; ++v) {
    const Index left = columns - v * lanes<T>;
    for (Index k = 0; k < depth; k += lanes<T>) {
      const Index rows = std::min(depth - k, lanes<T>);
      const T* const p = b.data + v * lanes<T> * b.column + k;
      Vector<T> square[lanes<T>];
      if (left >= lanes<T> && rows == lanes<T>) {
#pragma GCC unroll 16
        for (Index j = 0; j < lanes<T>; ++j) square[j] = load(p + j * b.column);
      } else {
        for (Vector<T>& numbers : square) numbers = Vector<T>{};
        for (Index j = 0; j < std::min(left, lanes<T>); ++j) {
          square[j] = rows == lanes<T> ? load(p + j * b.column) : load_first(p + j * b.column, rows);
        }
      }
      transpose<T>(square);
      for (Index j = 0; j < rows; ++j) store(panel + ((k + j) * V + v) * lanes<T>, square[j]);
    }
  }
}
// [endregion pack]

}  // namespace strata::fast_cpu
