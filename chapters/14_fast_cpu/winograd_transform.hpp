#pragma once

#include <type_traits>
#include <utility>

#include "14_fast_cpu/simd.hpp"
#include "14_fast_cpu/winograd_matrices.hpp"

namespace strata::fast_cpu {

/// Calls action(std::integral_constant<int, i>) for i = 0 to Count - 1, written out by the compiler.
template <int Count, class Action>
[[gnu::always_inline]] inline void unrolled(const Action& action) {
  [&]<int... Numbers>(std::integer_sequence<int, Numbers...>) __attribute__((always_inline)) {
    (action(std::integral_constant<int, Numbers>()), ...);
  }
  (std::make_integer_sequence<int, Count>());
}

/// The smallest thing a transform works on: a tile of Rows × Columns vectors of channels.
template <class T, int Rows, int Columns>
struct VectorTile {
  Vector<T> at[Rows][Columns];
};

// [region apply]
/// One row of a constant matrix times a column of vectors. Zeros and ones cost nothing: the compiler knows them.
template <class T, const auto& Matrix, int Row, int Columns, class Get>
[[gnu::always_inline]] inline Vector<T> constant_row(const Get& get) {
  Vector<T> sum{};
  bool empty = true;
  unrolled<Columns>([&](auto column) __attribute__((always_inline)) {
    constexpr double factor = Matrix[static_cast<std::size_t>(Row)][static_cast<std::size_t>(decltype(column)::value)];
    if constexpr (factor == 1) {
      sum = empty ? get(column) : sum + get(column);
    } else if constexpr (factor == -1) {
      sum = empty ? -get(column) : sum - get(column);
    } else if constexpr (factor != 0) {
      const Vector<T> product = get(column) * broadcast(static_cast<T>(factor));
      sum = empty ? product : sum + product;
    }
    if constexpr (factor != 0) empty = false;
  });
  return sum;
}

/// Y = P X Pᵀ for a constant matrix P [R,C] and a tile X [C,C] of vectors.
template <class T, const auto& P, int R, int C>
[[gnu::always_inline]] inline VectorTile<T, R, R> both_sides(const VectorTile<T, C, C>& x) {
  VectorTile<T, R, C> left;
  unrolled<C>([&](auto column) __attribute__((always_inline)) {
    unrolled<R>([&](auto row) __attribute__((always_inline)) {
      left.at[row][column] = constant_row<T, P, decltype(row)::value, C>([&](auto k) __attribute__((always_inline)) {
        return x.at[decltype(k)::value][decltype(column)::value];
      });
    });
  });
  VectorTile<T, R, R> result;
  unrolled<R>([&](auto row) __attribute__((always_inline)) {
    unrolled<R>([&](auto column) __attribute__((always_inline)) {
      result.at[row][column] = constant_row<T, P, decltype(column)::value, C>([&](
          auto k) __attribute__((always_inline)) { return left.at[decltype(row)::value][decltype(k)::value]; });
    });
  });
  return result;
}
// [endregion apply]

}  // namespace strata::fast_cpu
