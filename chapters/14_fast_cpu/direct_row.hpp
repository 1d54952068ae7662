#pragma once

#include <array>

#include "14_fast_cpu/register_tile.hpp"
#include "14_fast_cpu/row_dispatch.hpp"

namespace strata::fast_cpu {

/// A window of so few numbers is read through a table of where they stand: loops over stretches of one or three numbers
/// would spend their time on beginning and ending.
inline constexpr Index most_few = 32;

/// The taps that make a row of results, and where their weights stand. Steps count numbers.
template <class T>
struct TapLoops {
  Index rows;                           ///< rows of taps
  Index row_step;                       ///< from one to the next in the source
  Index weight_row_step;                ///< from one to the next in the weight
  Index columns;                        ///< taps in a row, or 1 if neighbours are one stretch
  Index column_step;                    ///< from one to the next in the source
  Index weight_column_step;             ///< from one to the next in the weight
  Index count;                          ///< numbers of a stretch
  const T* weight;                      ///< of the first tap
  Index few = 0;                        ///< if the stretches are short: so many numbers of the window, each by itself
  std::array<Index, most_few> steps{};  ///< where these stand
};

/// A row of results.
template <class T>
struct ResultRow {
  const T* source;    ///< what the first result sees first
  Index source_step;  ///< from one result's source to the next
  T* result;          ///< where the first result goes
  Index result_step;  ///< from one result to the next
  Index results;      ///< how many
  Index columns;      ///< channels to write
  const T* bias;      ///< or null
};

// [region direct]
/// (14.7)  M neighbouring results, V vectors of channels
template <class T, int M, int V>
void direct_tile(const TapLoops<T>& taps, const ResultRow<T>& row, Index first) {
  RegisterTile<T, M, V> tile;
  if (row.bias != nullptr) {
    tile.fill(row.bias);
  } else {
    tile.clear();
  }
  const T* const source = row.source + first * row.source_step;
  if (taps.few > 0) {
    tile.multiply_steps_at(source, row.source_step, taps.steps.data(), taps.weight, V * lanes<T>, taps.few);
    tile.store_to(row.result + first * row.result_step, row.result_step, row.columns);
    return;
  }
  for (Index a = 0; a < taps.rows; ++a) {
    for (Index c = 0; c < taps.columns; ++c) {
      tile.multiply(source + a * taps.row_step + c * taps.column_step, row.source_step, 1,
                    taps.weight + a * taps.weight_row_step + c * taps.weight_column_step, V * lanes<T>, taps.count);
    }
  }
  tile.store_to(row.result + first * row.result_step, row.result_step, row.columns);
}
// [endregion direct]

/// A row of results, in tiles of equal sizes.
template <class T, int V>
void direct_row(const TapLoops<T>& taps, const ResultRow<T>& row) {
  const EqualTiles tiles(row.results, most_rows<V>);
  for (Index i = 0; i < tiles.tiles; ++i) {
    with_rows<most_rows<V>>(tiles.size(i),
                            [&](auto m) { direct_tile<T, decltype(m)::value, V>(taps, row, tiles.begin(i)); });
  }
}

}  // namespace strata::fast_cpu
