#pragma once

#include <algorithm>
#include <cstdint>

#include "01_tensors/tensor.hpp"
#include "02_modules/parameter.hpp"
#include "04_activations/functions.hpp"
#include "09_dropout/bernoulli.hpp"
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
  // (9.1) for the numbers [begin, end) of y. Four in a row share a block of random integers.
  void drop(Index begin, Index end) const {
    const MaskNumbers numbers(random_state);
    for (Index i = begin; i < end;) {
      const Philox::Counter random = numbers.block(i / 4);
      for (const Index last = std::min(end, i / 4 * 4 + 4); i < last; ++i) {
        y[i] = mask->entry<T>(random[static_cast<std::size_t>(i % 4)]) * y[i];
      }
    }
  }
};

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
      for (Index o = begin; o < end; ++o) {
        const T factor = out[o] > 0 ? scale : out[o] <= 0 ? T(0) : out[o];  // NaN stays NaN
        to[o] = upstream[o] * factor;
      }
      if (dbias == nullptr) continue;
      for (Index o = begin; o < end; ++o) dbias[o] += to[o];
    }
  });
}

}  // namespace strata::fast_cpu
