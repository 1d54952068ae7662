#pragma once

#include <utility>

#include "14_fast_cpu/simd.hpp"

namespace strata::fast_cpu {

/// a0 b0 a1 b1 ...: the lower halves of two vectors, or with Offset = lanes / 2 the upper ones, number by number in
/// turn.
template <class T, int Offset>
[[gnu::always_inline]] inline Vector<T> interleave(const Vector<T>& a, const Vector<T>& b) {
  return [&]<int... I>(std::integer_sequence<int, I...>) {
    return __builtin_shufflevector(a, b, (Offset + I / 2 + I % 2 * static_cast<int>(lanes<T>))...);
  }
  (std::make_integer_sequence<int, static_cast<int>(lanes<T>)>());
}

// [region transpose]
/// Transposes a square of vectors in registers. One round puts row i beside row i + lanes/2, number by number; after
/// log2(lanes) rounds each row has become a column.
template <class T>
[[gnu::always_inline]] inline void transpose(Vector<T> (&rows)[lanes<T>]) {
  constexpr int count = static_cast<int>(lanes<T>), half = count / 2;
#pragma GCC unroll 4
  for (int round = 1; round < count; round *= 2) {
    Vector<T> next[count];
#pragma GCC unroll 8
    for (int i = 0; i < half; ++i) {
      next[2 * i] = interleave<T, 0>(rows[i], rows[i + half]);
      next[2 * i + 1] = interleave<T, half>(rows[i], rows[i + half]);
    }
#pragma GCC unroll 16
    for (int i = 0; i < count; ++i) rows[i] = next[i];
  }
}
// [endregion transpose]

}  // namespace strata::fast_cpu
