#pragma once

#include <algorithm>

#include "02_modules/parameter.hpp"
#include "14_fast_cpu/matrix_product.hpp"
#include "14_fast_cpu/register_tile.hpp"
#include "14_fast_cpu/transpose.hpp"
#include "common/parallel.hpp"

// Products for a batch of a few samples. Each number of the weight serves so few products that reading it is what takes
// time: nothing is packed, and memory is read or written from one end to the other.

namespace strata::fast_cpu {

/// Numbers of a weight that are worth a chunk.
inline constexpr Index weight_grain = Index{1} << 16;

/// The sum of each of `count` vectors, at most as many as a vector has lanes, in the first lanes of one vector.
template <class T>
[[gnu::always_inline]] inline Vector<T> sums_of_lanes(const Vector<T>* vectors, Index count) {
  Vector<T> square[lanes<T>];
#pragma GCC unroll 16
  for (Index i = 0; i < lanes<T>; ++i) square[i] = i < count ? vectors[i] : Vector<T>{};
  transpose<T>(square);
#pragma GCC unroll 4
  for (Index half = lanes<T> / 2; half > 0; half /= 2) {
#pragma GCC unroll 8
    for (Index i = 0; i < half; ++i) square[i] += square[i + half];
  }
  return square[0];
}

// [region dots]
/// (14.22)  y = x Wᵀ for one sample and up to `Rows` rows of W: a scalar product for each, in as many vectors of
/// partial sums.
template <class T, int Rows>
void scalar_products(const T* x, const T* weight, Index inputs, T* y) {
  Vector<T> sums[Rows] = {};
  const Index whole = inputs / lanes<T> * lanes<T>;
  for (Index i = 0; i < whole; i += lanes<T>) {
    const Vector<T> numbers = load(x + i);
#pragma GCC unroll 8
    for (Index o = 0; o < Rows; ++o) sums[o] += numbers * load(weight + o * inputs + i);
  }
  if (whole < inputs) {
    const Vector<T> numbers = load_first(x + whole, inputs - whole);
    for (Index o = 0; o < Rows; ++o) sums[o] += numbers * load_first(weight + o * inputs + whole, inputs - whole);
  }
  constexpr Index together = std::min<Index>(Rows, lanes<T>);
#pragma GCC unroll 4
  for (Index o = 0; o < Rows; o += together) store_first(y + o, sums_of_lanes<T>(sums + o, together), together);
}
// [endregion dots]

/// y = x Wᵀ for a few samples. `finished` is called for each block of yᵀ.
template <class T>
void forward_few(Index samples, Index inputs, Index outputs, const T* x, const T* weight, T* y,
                 FunctionRef<void(const ProductBlock&)> finished) {
  constexpr int together = 8;
  const Index grain = std::max<Index>(1, weight_grain / (inputs * together)) * together;
  parallel_for(outputs, grain, [&](Index begin, Index end) {
    for (Index o = begin; o < end; o += together) {
      for (Index n = 0; n < samples; ++n) {
        const T* const rows = weight + o * inputs;
        T* const to = y + n * outputs + o;
        if (end - o >= together) {
          scalar_products<T, together>(x + n * inputs, rows, inputs, to);
        } else {
          for (Index i = 0; i < end - o; ++i) scalar_products<T, 1>(x + n * inputs, rows + i * inputs, inputs, to + i);
        }
      }
    }
    finished({begin, end - begin, 0, samples});
  });
}

/// dW = dyᵀ x for a few samples, row by row, assigned or added.
template <class T>
void weight_gradient_few(Index samples, Index inputs, Index outputs, const T* x, const T* dy, T* dweight, Write write) {
  constexpr int vectors = 4;
  constexpr Index width = vectors * lanes<T>;
  parallel_for(outputs, std::max<Index>(1, weight_grain / inputs), [&](Index begin, Index end) {
    for (Index o = begin; o < end; ++o) {
      T* const row = dweight + o * inputs;
      const Index whole = inputs / width * width;
      for (Index i = 0; i < whole; i += width) {
        RegisterTile<T, 1, vectors> tile;
        tile.clear();
        tile.multiply(dy + o, 0, outputs, x + i, inputs, samples);
        if (write == Write::add) {
          RegisterTile<T, 1, vectors> before;
          before.load_from(row + i, 0);
          tile.add(before);
        }
        tile.store_all(row + i, 0);
      }
      for (Index i = whole; i < inputs; ++i) {
        T sum = 0;
        for (Index n = 0; n < samples; ++n) sum += dy[n * outputs + o] * x[n * inputs + i];
        row[i] = write == Write::add ? row[i] + sum : sum;
      }
    }
  });
}

}  // namespace strata::fast_cpu
