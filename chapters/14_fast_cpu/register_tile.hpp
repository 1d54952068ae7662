#pragma once

#include <algorithm>

#include "14_fast_cpu/simd.hpp"

namespace strata::fast_cpu {

// [region tile]
/// A tile of M rows and V vectors of sums, small enough to stay in registers:
///
///     sums[m][v] += a[m·row + k·step] · b[k·b_step + v·lanes]   for k = 0 ... count - 1    (14.6)
///
/// Each vector of b that is loaded serves M sums, and each number of a that is broadcast serves V. The M·V sums do not
/// depend on each other, so that a processor can begin a multiplication before the one before it has ended.
template <class T, int M, int V>
struct RegisterTile {
  Vector<T> sums[M][V];  ///< in registers

  /// All sums become 0.
  [[gnu::always_inline]] void clear() {
#pragma GCC unroll 32
    for (int m = 0; m < M; ++m) {
#pragma GCC unroll 8
      for (int v = 0; v < V; ++v) sums[m][v] = Vector<T>{};
    }
  }

  /// The sums (14.6), added to what the tile holds.
  [[gnu::always_inline]] void multiply(const T* a, Index row, Index step, const T* b, Index b_step, Index count) {
    for (Index k = 0; k < count; ++k, a += step, b += b_step) {
      Vector<T> factors[V];
#pragma GCC unroll 8
      for (int v = 0; v < V; ++v) factors[v] = load(b + v * lanes<T>);
#pragma GCC unroll 32
      for (int m = 0; m < M; ++m) {
        const Vector<T> factor = broadcast(a[m * row]);
#pragma GCC unroll 8
        for (int v = 0; v < V; ++v) sums[m][v] += factor * factors[v];
      }
    }
  }
  // [endregion tile]

  /// The same, where the rows of a do not stand at equal distances: row m begins at a[rows[m]].
  [[gnu::always_inline]] void multiply_rows_at(const T* a, const Index* rows, Index step, const T* b, Index b_step,
                                               Index count) {
    for (Index k = 0; k < count; ++k, a += step, b += b_step) {
      Vector<T> factors[V];
#pragma GCC unroll 8
      for (int v = 0; v < V; ++v) factors[v] = load(b + v * lanes<T>);
#pragma GCC unroll 32
      for (int m = 0; m < M; ++m) {
        const Vector<T> factor = broadcast(a[rows[m]]);
#pragma GCC unroll 8
        for (int v = 0; v < V; ++v) sums[m][v] += factor * factors[v];
      }
    }
  }

  /// The same, where the numbers of a row of a do not stand at equal distances: number k stands at steps[k].
  [[gnu::always_inline]] void multiply_steps_at(const T* a, Index row, const Index* steps, const T* b, Index b_step,
                                                Index count) {
    for (Index k = 0; k < count; ++k, b += b_step) {
      const T* const numbers = a + steps[k];
      Vector<T> factors[V];
#pragma GCC unroll 8
      for (int v = 0; v < V; ++v) factors[v] = load(b + v * lanes<T>);
#pragma GCC unroll 32
      for (int m = 0; m < M; ++m) {
        const Vector<T> factor = broadcast(numbers[m * row]);
#pragma GCC unroll 8
        for (int v = 0; v < V; ++v) sums[m][v] += factor * factors[v];
      }
    }
  }

  /// Every row becomes the V vectors at `values`.
  [[gnu::always_inline]] void fill(const T* values) {
#pragma GCC unroll 8
    for (int v = 0; v < V; ++v) {
      const Vector<T> value = load(values + v * lanes<T>);
#pragma GCC unroll 32
      for (int m = 0; m < M; ++m) sums[m][v] = value;
    }
  }

  /// Reads the sums from rows that are `row` numbers apart.
  [[gnu::always_inline]] void load_from(const T* p, Index row) {
#pragma GCC unroll 32
    for (int m = 0; m < M; ++m) {
#pragma GCC unroll 8
      for (int v = 0; v < V; ++v) sums[m][v] = load(p + m * row + v * lanes<T>);
    }
  }

  /// Adds the sums of another tile.
  [[gnu::always_inline]] void add(const RegisterTile& other) {
#pragma GCC unroll 32
    for (int m = 0; m < M; ++m) {
#pragma GCC unroll 8
      for (int v = 0; v < V; ++v) sums[m][v] += other.sums[m][v];
    }
  }

  /// Writes all sums to rows that are `row` numbers apart.
  [[gnu::always_inline]] void store_all(T* p, Index row) const {
#pragma GCC unroll 32
    for (int m = 0; m < M; ++m) {
#pragma GCC unroll 8
      for (int v = 0; v < V; ++v) store(p + m * row + v * lanes<T>, sums[m][v]);
    }
  }

  /// Writes the first `columns` sums of each row.
  [[gnu::always_inline]] void store_to(T* p, Index row, Index columns) const {
    if (columns >= V * lanes<T>) return store_all(p, row);
#pragma GCC unroll 32
    for (int m = 0; m < M; ++m) {
#pragma GCC unroll 8
      for (int v = 0; v < V; ++v) {
        const Index left = columns - v * lanes<T>;
        if (left > 0) store_first(p + m * row + v * lanes<T>, sums[m][v], left < lanes<T> ? left : lanes<T>);
      }
    }
  }
};

#if defined(STRATA_SANITIZED)
/// No tile has more rows. Under sanitizers each row takes long to compile, and more of them would show no other
/// mistake.
inline constexpr int most_rows_of_all = 3;
#else
/// No tile has more rows: so many sums hide the latency of an FMA, and more would only make the program larger.
inline constexpr int most_rows_of_all = 14;
#endif

/// How many rows a tile of V vectors may have: the sums, the vectors of b and one broadcast must fit in the registers.
template <int V>
inline constexpr int most_rows = std::min((vector_registers - V - 1) / V, most_rows_of_all);

}  // namespace strata::fast_cpu
