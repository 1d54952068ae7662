#pragma once

// The logarithms of the probabilities of one row, for LogSoftMax and for the cross-entropy. For files that hold kernels
// (.cu).

#include <cmath>

#include "04_activations/softmax_row.hpp"
#include "16_cuda_reductions/row_lanes.hpp"

namespace strata {

// [region row]
/// (4.28)  What the lanes of a row must know of it, computed in T: its largest score m, and ln sum_j e^(x_j - m).
template <class T, int lanes, class Score>
__device__ LogSoftMaxRow<T> log_softmax_of_row(const RowLanes<lanes>& here, const Score* x, Index columns) {
  const T m = combine_row<lanes, T>(here, columns, Largest(), [&](Index k) { return static_cast<T>(x[k]); });
  const T sum =
      combine_row<lanes, T>(here, columns, Sum(), [&](Index j) { return std::exp(static_cast<T>(x[j]) - m); });
  return {m, sum};
}
// [endregion row]

}  // namespace strata
