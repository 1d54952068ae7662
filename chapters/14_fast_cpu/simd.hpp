#pragma once

// Vectors of numbers that one instruction works on, for every compiler that knows GCC's vector extensions. Their width
// follows the instruction set of the build (STRATA_ARCH).

#include <cstddef>
#include <cstring>

#include "common/index.hpp"

namespace strata::fast_cpu {

// [region width]
#if defined(__AVX512F__)
inline constexpr std::size_t vector_bytes = 64;  ///< of a vector register
inline constexpr int vector_registers = 32;      ///< how many there are
#elif defined(__AVX__)
inline constexpr std::size_t vector_bytes = 32;
inline constexpr int vector_registers = 16;
#elif defined(__aarch64__)
inline constexpr std::size_t vector_bytes = 16;
inline constexpr int vector_registers = 32;
#else
inline constexpr std::size_t vector_bytes = 16;
inline constexpr int vector_registers = 16;
#endif

/// The type of a vector of numbers, under the name `type`.
template <class T>
struct VectorOf {
  using type [[gnu::vector_size(vector_bytes)]] = T;  ///< fills a register
};

/// So many numbers side by side that they fill a register. +, -, *, / and comparisons work number by number.
template <class T>
using Vector = typename VectorOf<T>::type;

/// How many numbers a vector holds.
template <class T>
inline constexpr Index lanes = static_cast<Index>(vector_bytes / sizeof(T));
// [endregion width]

/// The vector that begins at p, which need not be aligned.
template <class T>
[[gnu::always_inline]] inline Vector<T> load(const T* p) {
  Vector<T> v;
  std::memcpy(&v, p, sizeof v);
  return v;
}

/// Writes a vector to where p points, which need not be aligned.
template <class T>
[[gnu::always_inline]] inline void store(T* p, const Vector<T>& v) {
  std::memcpy(p, &v, sizeof v);
}

/// The number in every lane. (x - 0 is x for every x; 0 + x is not, for -0, and would cost an addition.)
template <class T>
[[gnu::always_inline]] inline Vector<T> broadcast(T x) {
  return x - Vector<T>{};
}

/// The first `count` numbers of a vector, zeros behind them.
template <class T>
inline Vector<T> load_first(const T* p, Index count) {
  Vector<T> v{};
  std::memcpy(&v, p, static_cast<std::size_t>(count) * sizeof(T));
  return v;
}

/// Writes the first `count` numbers of a vector and no more.
template <class T>
inline void store_first(T* p, const Vector<T>& v, Index count) {
  std::memcpy(p, &v, static_cast<std::size_t>(count) * sizeof(T));
}

/// How many vectors hold so many numbers.
template <class T>
constexpr Index vectors_for(Index count) {
  return (count + lanes<T> - 1) / lanes<T>;
}

/// So many numbers, rounded up to whole vectors.
template <class T>
constexpr Index padded(Index count) {
  return vectors_for<T>(count) * lanes<T>;
}

}  // namespace strata::fast_cpu
