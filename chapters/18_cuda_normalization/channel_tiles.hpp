#pragma once

// Which thread takes which rows of which channel of a tensor [..., C]. For files that hold kernels (.cu).

#include <cuda_runtime.h>

#include <algorithm>

#include "01_tensors/tensor.hpp"
#include "15_cuda_kernels/elementwise.hpp"

namespace strata {

/// @{
/// The rows and the channels of a tensor [..., C].
inline Index channels_of(const Tensor& x) { return x.dim(x.rank() - 1); }
inline Index rows_of(const Tensor& x) { return x.count() / channels_of(x); }
/// @}

/// Threads of a block that works on channels, at most.
constexpr unsigned tile_threads = 256;

/// Channels of a tile, at most: as many as a warp has lanes.
constexpr Index widest_tile = 32;

// [region tiles]
/// R rows of C channels, cut into tiles of a few channels and a few rows. A block has one thread for each number of a
/// tile, so that neighbours read neighbours.
struct ChannelTiles {
  Index rows;      ///< R
  Index channels;  ///< C
  Index groups;    ///< of channels, ⌈C / 32⌉ (18.8)
  unsigned width;  ///< channels of a group, ⌈C / groups⌉ (18.8)
  unsigned lines;  ///< rows of a tile, ⌊256 / width⌋ (18.9)

  /// Those of a tensor.
  explicit ChannelTiles(const Tensor& x) : ChannelTiles(rows_of(x), channels_of(x)) {}

  /// For so many rows and channels.
  ChannelTiles(Index rows_of_x, Index channels_of_x)
      : rows(rows_of_x),
        channels(channels_of_x),
        groups(blocks_for(channels, widest_tile)),
        width(static_cast<unsigned>(blocks_for(channels, groups))),
        lines(tile_threads / width) {}

  /// Blocks that share the rows of a group, if a thread is to take so many of them and the grid shall not have more
  /// than `most_blocks`. It depends on the shape alone, and so does the order of all sums.
  Index parts(Index rows_of_thread, Index most_blocks) const {
    return std::clamp<Index>(blocks_for(rows, rows_of_thread * lines), 1, std::max<Index>(1, most_blocks / groups));
  }

  /// A grid for work that leaves no sum: it is worth a thread's while from four rows on, which share what is read once
  /// for the channel.
  Launch over_rows() const { return over(parts(4, most_elementwise_blocks)); }

  /// A grid of groups by parts.
  Launch over(Index part_count) const {
    return {.grid = dim3(static_cast<unsigned>(groups), static_cast<unsigned>(part_count)), .block = width * lines};
  }
};
// [endregion tiles]

// [region place]
/// The rows first, first + step, and so on, below end.
struct RowRange {
  Index first;  ///< of them
  Index step;   ///< how far it is to the next
  Index end;    ///< behind the last
};

/// What belongs to the running thread.
struct ChannelPlace {
  Index channel;  ///< may lie behind the last in the last group
  unsigned line;  ///< which row of a tile
  RowRange rows;  ///< what it takes

  /// (18.10)
  explicit __device__ ChannelPlace(const ChannelTiles& tiles)
      : channel(static_cast<Index>(blockIdx.x) * tiles.width + threadIdx.x % tiles.width),
        line(threadIdx.x / tiles.width),
        rows{static_cast<Index>(blockIdx.y) * tiles.lines + line, static_cast<Index>(gridDim.y) * tiles.lines,
             tiles.rows} {}
};
// [endregion place]

}  // namespace strata
