#pragma once

#include <algorithm>

#include "14_fast_cpu/register_tile.hpp"
#include "14_fast_cpu/row_dispatch.hpp"
#include "14_fast_cpu/winograd_convolution.hpp"
#include "14_fast_cpu/winograd_transform.hpp"

// What Winograd's convolution and its weight gradient share: blocks of tiles, small enough that their transforms stay
// in the cache between the steps.

namespace strata::fast_cpu {

/// Tiles of a block: as many as have both transforms in 1.8 MB, most of the second cache, and at most 64. Of 32 × 32
/// results they are those of an image; for 128 channels each way, 48.
template <class T, int M>
constexpr Index tiles_of_block(Index sources, Index results) {
  constexpr Index bytes = 1'800'000, most = 64, fewest = 16;
  const Index per_tile = TileGrid<M>::positions * (sources + results) * static_cast<Index>(sizeof(T));
  return std::clamp<Index>(bytes / per_tile, fewest, most);
}

/// Numbers between two positions of a block's transforms. A vector more than the tiles fill, because at distances that
/// are multiples of 4096 bytes all positions would share a few lines of the first cache.
template <class T>
constexpr Index position_step(Index tiles, Index channels) {
  return tiles * channels + lanes<T>;
}

/// Calls action(image, tile_row, tile_column, i) for tiles [begin, end), with i from 0.
template <int M, class Action>
void for_each_tile_of(const TileGrid<M>& grid, Index begin, Index end, const Action& action) {
  Index column = begin % grid.tile_columns, row = begin / grid.tile_columns % grid.tile_rows,
        image = begin / grid.tile_columns / grid.tile_rows;
  for (Index i = 0; i < end - begin; ++i) {
    action(image, row, column, i);
    if (++column < grid.tile_columns) continue;
    column = 0;
    if (++row < grid.tile_rows) continue;
    row = 0;
    ++image;
  }
}

// [region input]
/// (14.12)  V = Bᵀ x B for every tile and source channel of a block: [positions][tiles][channels].
template <class T, int M>
void transform_sources(const TileGrid<M>& grid, const T* sources, Index channels, Index begin, Index end,
                       T* transforms) {
  constexpr int side = TileGrid<M>::side;
  const Index row_step = grid.source_columns() * channels, image_step = grid.source_rows() * row_step;
  const Index step = position_step<T>(end - begin, channels);
  for_each_tile_of(grid, begin, end, [&](Index image, Index tile_row, Index tile_column, Index i) {
    const T* const corner = sources + image * image_step + M * (tile_row * row_step + tile_column * channels);
    T* const to = transforms + i * channels;
    for (Index c = 0; c < channels; c += lanes<T>) {
      VectorTile<T, side, side> x;
      unrolled<side>([&](auto row) __attribute__((always_inline)) {
        unrolled<side>([&](auto column) __attribute__((always_inline)) {
          x.at[row][column] = load(corner + row * row_step + column * channels + c);
        });
      });
      const auto v = both_sides<T, Winograd<M>::input, side>(x);
      unrolled<side>([&](auto row) __attribute__((always_inline)) {
        unrolled<side>([&](auto column) __attribute__((always_inline)) {
          store(to + (row * side + column) * step + c, v.at[row][column]);
        });
      });
    }
  });
}
// [endregion input]

}  // namespace strata::fast_cpu
