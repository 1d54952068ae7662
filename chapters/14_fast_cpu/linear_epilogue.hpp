#pragma once

#include <algorithm>
#include <cstdint>
#include <type_traits>

#include "01_tensors/tensor.hpp"
#include "02_modules/parameter.hpp"
#include "04_activations/functions.hpp"
#include "09_dropout/bernoulli.hpp"
#include "14_fast_cpu/mask_entries.hpp"
#include "14_fast_cpu/matrix_product.hpp"
#include "14_fast_cpu/simd.hpp"
#include "common/parallel.hpp"

namespace strata::fast_cpu {

/// What follows the product of a linear layer: y = m max(0, y + b).
template <class T>
struct LinearEpilogue {
  T* y;                                        ///< [N,O]
  Index outputs;                               ///< O
  const T* bias;                               ///< [O], or null
  const Bernoulli* mask = nullptr;             ///< of a Dropout, or null
  const std::int64_t* random_state = nullptr;  ///< where its random integers begin

  /// Finishes a block of yᵀ.
  void finish(const ProductBlock& block) const {
    for (Index n = block.column; n < block.column + block.columns; ++n) {
      T* const row = y + n * outputs;
      const functions::ReLU relu;
      if (bias != nullptr) {
        for (Index o = block.row; o < block.row + block.rows; ++o) row[o] = relu.value(row[o] + bias[o]);
      } else {
        for (Index o = block.row; o < block.row + block.rows; ++o) row[o] = relu.value(row[o]);
      }
      if (mask != nullptr) drop(n * outputs + block.row, n * outputs + block.row + block.rows);
    }
  }

 private:
  // (9.1) for the numbers [begin, end) of y.
  void drop(Index begin, Index end) const {
    const MaskNumbers numbers(random_state);
    T m[4 * mask_blocks];
    for (Index i = begin; i < end;) {
      const Index block = i / 4, first = 4 * block, last = std::min(end, first + 4 * mask_blocks);
      mask_entries(*mask, numbers, block, m);
      for (; i < last; ++i) y[i] = m[i - first] * y[i];
    }
  }
};

/// Where y is above 0 the scale, where it is 0 or below 0, and NaN where it is NaN.
template <class T>
[[gnu::always_inline]] inline Vector<T> rectified_factor(const Vector<T>& y, const Vector<T>& scale) {
  const Vector<T> zero{};
  const auto above = y > zero, number = above | (y <= zero);
  using Bits = std::remove_cv_t<decltype(above)>;
  return reinterpret_cast<Vector<T>>((above & reinterpret_cast<Bits>(scale)) | (~number & reinterpret_cast<Bits>(y)));
}

/// dz = dy f'(z) m, and db = dzᵀ 1 if there is a bias. The output y = m max(0, z) is all that it takes: where it is
/// above 0, m is `scale` and f'(z) is 1, and where it is 0, one of the two is 0.
template <class T>
void rectified_gradient(const T* y, const T* dy, T scale, Tensor& gradient, Write write, T* dbias) {
  const Index samples = gradient.dim(0), outputs = gradient.dim(1);
  T* const dz = gradient.data<T>();
  // Every column has one owner, which adds from the first sample to the last.
  const Index grain = std::max<Index>(64, (Index{1} << 14) / samples / 64 * 64);
  parallel_for(outputs, grain, [=](Index begin, Index end) {
    if (dbias != nullptr && write == Write::assign) std::fill(dbias + begin, dbias + end, T(0));
    for (Index n = 0; n < samples; ++n) {
      const T *const out = y + n * outputs, *const upstream = dy + n * outputs;
      T* const to = dz + n * outputs;
      Index o = begin;
      for (; o + lanes<T> <= end; o += lanes<T>) {
        store(to + o, load(upstream + o) * rectified_factor<T>(load(out + o), broadcast(scale)));
        if (dbias != nullptr) store(dbias + o, load(dbias + o) + load(to + o));
      }
      if (o == end) continue;
      const Index left = end - o;
      const Vector<T> last =
          load_first(upstream + o, left) * rectified_factor<T>(load_first(out + o, left), broadcast(scale));
      store_first(to + o, last, left);
      if (dbias != nullptr) store_first(dbias + o, load_first(dbias + o, left) + last, left);
    }
  });
}

}  // namespace strata::fast_cpu
