#pragma once

// Who takes what where every row of a matrix is a task of its own. For files that hold kernels (.cu).

#include <cuda_runtime.h>

#include "15_cuda_kernels/elementwise.hpp"
#include "16_cuda_reductions/combinations.hpp"
#include "16_cuda_reductions/warp_reduction.hpp"

namespace strata {

/// Up to so many columns, one thread takes a whole row; beyond, the 32 lanes of a warp share it. The text says why.
constexpr Index most_columns_of_a_thread = 32;

// [region rows]
/// The running thread's place in a grid that has `lanes` threads, 1 or 32, for each row:
///
///     const RowLanes<lanes> here;
///     for (Index row = here.row; row < rows; row += here.rows_at_once)
///       for (Index k = here.lane; k < columns; k += lanes) ... x[row * columns + k]
template <int lanes>
struct RowLanes {
  Index row = thread_number() / lanes;          ///< its first row (16.12)
  Index lane = thread_number() % lanes;         ///< its number among those that share the row, and its first column
  Index rows_at_once = thread_count() / lanes;  ///< how far it is to its next row
};
// [endregion rows]

// [region over_row]
/// (16.13)  Combines term(k) over the columns of a row: first each lane its own, then the lanes. Every lane gets the
/// result.
template <int lanes, class T, class Combine, class Term>
__device__ T combine_row(const RowLanes<lanes>& here, Index columns, Combine combine, Term term) {
  T value = Combine::template nothing<T>();
  for (Index k = here.lane; k < columns; k += lanes) value = combine(value, term(k));
  return combine_lanes<lanes>(value, combine);
}
// [endregion over_row]

// [region launch_rows]
/// Threads for so many rows. The blocks hold whole warps, so the lanes of a warp have one row and leave its loop
/// together.
template <int lanes>
Launch rows_of_lanes(Index rows) {
  static_assert(lanes == 1 || lanes == warp_lanes, "a thread or a warp for each row");
  return elementwise(rows * lanes);
}

/// Calls start.operator()<lanes>() with the number of lanes for a row. It depends on the length of the row alone, so a
/// row gives the same bits in every batch.
template <class Start>
void with_lanes(Index columns, Start start) {
  columns <= most_columns_of_a_thread ? start.template operator()<1>() : start.template operator()<warp_lanes>();
}
// [endregion launch_rows]

}  // namespace strata
