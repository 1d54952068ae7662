#pragma once

// The sum of each row of a matrix: the simplest task of its kind, by which the ladder counts what rows cost. For files
// that hold kernels (.cu).

#include "16_cuda_reductions/row_lanes.hpp"

namespace strata {

// [region row_sums]
/// (16.14)  y_n = sum_k x_nk
template <int lanes, class T>
__global__ void sum_rows(const T* x, T* y, Index rows, Index columns) {
  const RowLanes<lanes> here;
  for (Index n = here.row; n < rows; n += here.rows_at_once) {
    const T sum = combine_row<lanes, T>(here, columns, Sum(), [&](Index k) { return x[n * columns + k]; });
    if (here.lane == 0) y[n] = sum;
  }
}
// [endregion row_sums]

}  // namespace strata
