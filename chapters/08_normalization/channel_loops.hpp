#pragma once

// How the CPU's kernels of this chapter walk over a tensor [..., C]: rows of C numbers, one behind the other.

#include <algorithm>
#include <array>
#include <cstddef>

#include "01_tensors/tensor.hpp"
#include "common/parallel.hpp"

namespace strata::channel_loops {

// [region tiles]
/// A tensor of rows, cut into tiles of one row or more, and these into chunks for the threads. A row of three channels
/// is too short for an inner loop, so a tile holds as many rows as fit into 256 numbers. Element j of a tile belongs to
/// channel j % C.
struct Tiles {
  Index channels;  ///< C
  Index tile;      ///< numbers in a tile, a multiple of C
  Index chunk;     ///< numbers in a chunk, a multiple of `tile`
  Index count;     ///< all numbers of the tensor

  /// @param x              the tensor
  /// @param channels_of_x  how many numbers a row of it has
  /// @param shortest_tile  a tile is the rows that fit into so many numbers, and one row at least
  Tiles(const Tensor& x, Index channels_of_x, Index shortest_tile = 256)
      : channels(channels_of_x),
        tile(channels * std::max<Index>(1, shortest_tile / channels)),
        chunk(tile * tiles_per_chunk(tile, x.count() / tile)),
        count(x.count()) {}

  /// How many rows there are.
  Index rows() const { return count / channels; }

 private:
  // The sums of a chunk are as long as a tile. Where that is long, few chunks: their sums must not outgrow the tensor.
  static Index tiles_per_chunk(Index tile, Index tiles) {
    constexpr Index numbers_per_chunk = 1 << 15, long_tile = 1 << 11, most_chunks = 16;
    return tile > long_tile ? chunk_count(tiles, most_chunks) : numbers_per_chunk / tile;
  }
};
// [endregion tiles]

/// The tiles of a tensor [..., C].
inline Tiles tiles_of(const Tensor& x) { return {x, x.dim(x.rank() - 1)}; }

/// One number per channel, written out for every place in a tile; `otherwise` in all places where there is no tensor.
template <class T>
Tensor over_tile(const Tiles& tiles, const Tensor* per_channel, double otherwise, TensorOptions options) {
  Tensor values({tiles.tile}, options);
  T* const to = values.data<T>();
  if (per_channel == nullptr) {
    std::fill_n(to, tiles.tile, static_cast<T>(otherwise));
    return values;
  }
  const T* const from = per_channel->data<T>();
  for (Index first = 0; first < tiles.tile; first += tiles.channels) std::copy_n(from, tiles.channels, to + first);
  return values;
}

/// Calls body(first, width) for every tile: its numbers are [first, first + width). Tiles have one owner each.
template <class Body>
void for_each_tile(const Tiles& tiles, Body body) {
  parallel_for(tiles.count, tiles.chunk, [&](Index begin, Index end) {
    for (Index first = begin; first < end; first += tiles.tile) body(first, std::min(tiles.tile, end - first));
  });
}

// [region sums]
/// K sums over all rows for each channel, in float64: [K, C]. terms(first) belongs to the tile that begins there and
/// gives, for place j in it, an array of the K terms. Each chunk adds up its own tiles; then chunk is added to chunk,
/// in order, so that the bits are the same on any number of threads.
template <std::size_t K, class Terms>
Tensor sums_over_rows(const Tiles& tiles, Terms terms) {
  constexpr TensorOptions wide{Device::cpu, Dtype::f64};
  constexpr auto kinds = static_cast<Index>(K);
  const Index chunks = chunk_count(tiles.count, tiles.chunk);
  Tensor partial({chunks, kinds, tiles.tile}, wide), total({kinds, tiles.channels}, wide);
  double* const parts = partial.data<double>();
  parallel_for(tiles.count, tiles.chunk, [&](Index begin, Index end) {
    double* const sums = parts + begin / tiles.chunk * kinds * tiles.tile;
    std::fill_n(sums, kinds * tiles.tile, 0.0);
    for (Index first = begin; first < end; first += tiles.tile) {
      const Index width = std::min(tiles.tile, end - first), stride = tiles.tile;
      const auto term = terms(first);
      for (Index j = 0; j < width; ++j) {
        const std::array<double, K> values = term(j);
        for (std::size_t k = 0; k < K; ++k) sums[static_cast<Index>(k) * stride + j] += values[k];
      }
    }
  });
  double* const sums = total.data<double>();
  std::fill_n(sums, kinds * tiles.channels, 0.0);
  for (Index row = 0; row < chunks * kinds; ++row) {  // the sums of one kind from one chunk
    double* const sum = sums + row % kinds * tiles.channels;
    for (Index first = row * tiles.tile; first < (row + 1) * tiles.tile; first += tiles.channels) {
      for (Index c = 0; c < tiles.channels; ++c) sum[c] += parts[first + c];
    }
  }
  return total;
}
// [endregion sums]

}  // namespace strata::channel_loops
