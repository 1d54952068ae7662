#pragma once

// How the kernels of this chapter go over images on the CPU: rows of pixels have one owner each.

#include <algorithm>

#include "01_tensors/views.hpp"
#include "11_pooling/pool_windows.hpp"
#include "common/parallel.hpp"

namespace strata::pooling_cpu {

/// So many rows that starting a chunk costs little beside them, by the shape alone.
constexpr Index rows_per_chunk(Index work_per_row) {
  return std::max<Index>(1, (Index{1} << 15) / std::max<Index>(1, work_per_row));
}

// [region loops]
/// Calls body(n, row, column) for every window. Each thread has rows of windows to itself.
template <class T, class Body>
void for_each_window(const PoolWindows& windows, const Image<T>& x, Body body) {
  const Index rows = windows.rows.output, columns = windows.columns.output;
  const Index work = x.height * x.width * x.channels / rows;
  parallel_for(x.samples * rows, rows_per_chunk(work), [&](Index begin, Index end) {
    for (Index i = begin; i < end; ++i) {
      for (Index column = 0; column < columns; ++column) body(i / rows, i % rows, column);
    }
  });
}

/// Calls body(n, h) for every row of pixels. Each thread has rows of pixels to itself.
template <class T, class Body>
void for_each_pixel_row(const Image<T>& x, Body body) {
  parallel_for(x.samples * x.height, rows_per_chunk(x.width * x.channels), [&](Index begin, Index end) {
    for (Index i = begin; i < end; ++i) body(i / x.height, i % x.height);
  });
}

/// Calls body(h, w) for every pixel of a window, in the order of rows.
template <class Body>
void for_pixels_of(const PoolWindows& windows, Index row, Index column, Body body) {
  for (Index h = windows.rows.begin(row); h < windows.rows.end(row); ++h) {
    for (Index w = windows.columns.begin(column); w < windows.columns.end(column); ++w) body(h, w);
  }
}

/// Calls body(row, column) for every window that has pixels of the row h in it (11.3), in the order of windows.
template <class Body>
void for_windows_touching(const PoolWindows& windows, Index h, Body body) {
  for (Index row = windows.rows.first_window(h); row < windows.rows.end_window(h); ++row) {
    for (Index column = 0; column < windows.columns.output; ++column) body(row, column);
  }
}
// [endregion loops]

}  // namespace strata::pooling_cpu
