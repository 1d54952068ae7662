#pragma once

#include <span>

#include "14_fast_cpu/register_tile.hpp"
#include "14_fast_cpu/row_dispatch.hpp"

namespace strata::fast_cpu {

/// Numbers that lie side by side in a padded image and are multiplied by consecutive rows of the packed weight: those
/// of one tap, or of a whole row of taps.
template <class T>
struct Stretch {
  Index offset;     ///< where they begin, counted from the first number that the window sees
  Index count;      ///< how many there are
  const T* weight;  ///< [count, V·lanes]
};

/// A row of outputs and what it is made of.
template <class T>
struct OutputRow {
  const T* x;       ///< what the window sees at the first output
  Index x_step;     ///< numbers from there to the next output
  T* y;             ///< the first output
  Index y_step;     ///< numbers to the next one
  Index positions;  ///< how many outputs
  Index columns;    ///< channels to write, at most V·lanes
  const T* bias;    ///< V·lanes numbers to begin with, or null for zeros
};

// [region direct]
/// (14.7)  M neighbouring outputs, V vectors of channels: the sums stay in registers from the first tap to the last.
template <class T, int M, int V>
void direct_tile(const OutputRow<T>& row, Index first, std::span<const Stretch<T>> window) {
  RegisterTile<T, M, V> tile;
  if (row.bias != nullptr) {
    tile.fill(row.bias);
  } else {
    tile.clear();
  }
  const T* const x = row.x + first * row.x_step;
  for (const Stretch<T>& stretch : window) {
    tile.multiply(x + stretch.offset, row.x_step, 1, stretch.weight, V * lanes<T>, stretch.count);
  }
  tile.store_to(row.y + first * row.y_step, row.y_step, row.columns);
}
// [endregion direct]

/// All outputs of a row, in tiles of nearly equal size.
template <class T, int V>
void direct_row(const OutputRow<T>& row, std::span<const Stretch<T>> window) {
  const EqualTiles tiles(row.positions, most_rows<V>);
  for (Index i = 0; i < tiles.tiles; ++i) {
    with_rows<most_rows<V>>(tiles.size(i), [&](auto rows) {
      direct_tile<T, decltype(rows)::value, V>(row, tiles.begin(i), window);
    });
  }
}

}  // namespace strata::fast_cpu
