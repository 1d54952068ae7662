#pragma once

#include <algorithm>
#include <type_traits>

#include "02_modules/parameter.hpp"
#include "14_fast_cpu/panel.hpp"
#include "14_fast_cpu/register_tile.hpp"
#include "14_fast_cpu/row_dispatch.hpp"

namespace strata::fast_cpu {

/// The sizes of a product C = A B: A is [rows, depth], B is [depth, columns].
struct ProductSize {
  Index rows;     ///< of A and C
  Index columns;  ///< of B and C
  Index depth;    ///< how many products make a sum
};

/// The height of a tile of two vectors, and of the strips of rows into which A is packed.
inline constexpr Index strip_rows = most_rows<panel_vectors>;

/// How far apart the columns of a packed strip are.
template <class T>
inline constexpr Index strip_step = padded<T>(strip_rows);

/// Writes the first columns of a few rows into C, whose rows are contiguous, or adds them.
template <class T>
void put_part(const T* sums, Index sums_row, Index rows, Index columns, T* c, Index row, Write write) {
  for (Index m = 0; m < rows; ++m) {
    if (write == Write::assign) {
      std::copy_n(sums + m * sums_row, columns, c + m * row);
    } else {
      for (Index j = 0; j < columns; ++j) c[m * row + j] += sums[m * sums_row + j];
    }
  }
}

/// Writes the first columns of M rows of sums into C, whose columns are contiguous and `column` numbers apart.
template <class T, int M, int V>
void put_transposed(const T* sums, T* c, Index column, Index columns) {
  constexpr Index square = lanes<T>;
#pragma GCC unroll 8
  for (Index first = 0; first < M; first += square) {
    const Index rows = std::min<Index>(M - first, square);
    for (Index v = 0; v < V; ++v) {
      Vector<T> turned[square];
#pragma GCC unroll 16
      for (Index m = 0; m < square; ++m) {
        turned[m] = m < rows ? load(sums + ((first + m) * V + v) * square) : Vector<T>{};
      }
      transpose<T>(turned);
      T out[square * square];
#pragma GCC unroll 16
      for (Index j = 0; j < square; ++j) store(out + j * square, turned[j]);
      const Index left = std::min(columns - v * square, square);
      for (Index j = 0; j < left; ++j) std::copy_n(out + j * square, rows, c + (v * square + j) * column + first);
    }
  }
}

// [region tile]
/// (14.21)  C = A B or C += A B for one strip of A and one panel of B; the rows of C are contiguous.
template <class T, int V>
void multiply_strip(ProductSize size, const T* strip, const T* panel, Index panel_row, T* c, Index row, Write write) {
  with_rows<static_cast<int>(strip_rows)>(size.rows, [&](auto rows) {
    RegisterTile<T, rows, V> tile;
    tile.clear();
    tile.multiply(strip, 1, strip_step<T>, panel, panel_row, size.depth);
    if (write == Write::assign && size.columns == V * lanes<T>) return tile.store_all(c, row);
    if (size.columns == V * lanes<T>) {
      RegisterTile<T, rows, V> sum;
      sum.load_from(c, row);
      sum.add(tile);
      return sum.store_all(c, row);
    }
    T sums[rows * V * lanes<T>];
    tile.store_all(sums, V * lanes<T>);
    put_part(sums, V * lanes<T>, rows, size.columns, c, row, write);
  });
}
// [endregion tile]

/// The same where the rows of A lie one after the other as they are, and the columns of C are contiguous.
template <class T, int V>
void multiply_rows(ProductSize size, Grid<const T> a, const T* panel, Grid<T> c) {
  const EqualTiles tiles(size.rows, strip_rows);
  for (Index i = 0; i < tiles.tiles; ++i) {
    with_rows<static_cast<int>(strip_rows)>(tiles.size(i), [&](auto rows) {
      RegisterTile<T, rows, V> tile;
      tile.clear();
      tile.multiply(a.data + tiles.begin(i) * a.row, a.row, 1, panel, V * lanes<T>, size.depth);
      T sums[rows * V * lanes<T>];
      tile.store_all(sums, V * lanes<T>);
      put_transposed<T, rows, V>(sums, c.from(tiles.begin(i), 0).data, c.column, size.columns);
    });
  }
}

/// Calls action(std::integral_constant<int, V>) for a panel of so many columns.
template <class T, class Action>
[[gnu::always_inline]] inline void with_vectors(Index columns, const Action& action) {
  if (columns > lanes<T>) {
    action(std::integral_constant<int, panel_vectors>());
  } else {
    action(std::integral_constant<int, 1>());
  }
}

}  // namespace strata::fast_cpu
