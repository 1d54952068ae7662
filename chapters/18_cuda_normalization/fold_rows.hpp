#pragma once

// Sums over all rows, one for each channel, in an order that depends on the shape alone. For files that hold kernels
// (.cu).

#include "01_tensors/tensor.hpp"
#include "15_cuda_kernels/shared_array.hpp"
#include "18_cuda_normalization/channel_tiles.hpp"

namespace strata {

/// How many rows a thread takes before a second block is worth its while.
constexpr Index rows_of_fold_thread = 8;

/// Blocks that take part in a sum, at most: what they leave has to be put together by a few.
constexpr Index most_fold_blocks = 512;

// [region fold]
/// (18.12)  The sums of a tile's lines become one, half of the lines at a time; then the block's sum goes to the
/// target. `Sum` is a number or several that can be added; `source(rows, channel)` is the sum over a thread's own rows.
template <class Sum, class Source, class Target>
__global__ void fold_rows(ChannelTiles tiles, Source source, Target target) {
  const ChannelPlace place(tiles);
  auto& sums = shared_array<Sum[tile_threads]>();
  Sum& own = sums[threadIdx.x];
  const bool in_tensor = place.channel < tiles.channels;
  own = in_tensor ? source(place.rows, place.channel) : Sum{};
  for (unsigned lines = tiles.lines; lines > 1;) {
    const unsigned half = (lines + 1) / 2;
    __syncthreads();
    if (place.line + half < lines) own = own + sums[threadIdx.x + half * tiles.width];
    lines = half;
  }
  if (place.line == 0 && in_tensor) target(blockIdx.y, place.channel, own);
}
// [endregion fold]

// [region partial]
/// What the blocks of a grid leave: [parts, C]. It is the target of the first pass and the source of the second.
template <class Sum>
struct PartialSums {
  Sum* sums;       ///< part after part
  Index channels;  ///< C

  /// The first pass writes.
  __device__ void operator()(Index part, Index channel, const Sum& sum) const { sums[part * channels + channel] = sum; }

  /// The second pass reads: parts are its rows.
  __device__ Sum operator()(RowRange parts, Index channel) const {
    Sum total{};
    for (Index part = parts.first; part < parts.end; part += parts.step)
      total = total + sums[part * channels + channel];
    return total;
  }
};
// [endregion partial]

// [region two_passes]
/// Sums over all rows. Where one block is enough for a group of channels, it is done; otherwise a second pass adds what
/// the blocks left, in the order of (18.12) again.
template <class Sum, class Source, class Target>
void fold(Index rows, Index channels, const Source& source, const Target& target) {
  const ChannelTiles tiles(rows, channels);
  const Index parts = tiles.parts(rows_of_fold_thread, most_fold_blocks);
  if (parts == 1) return launch<fold_rows<Sum, Source, Target>>(tiles.over(1), tiles, source, target);

  constexpr Index numbers = sizeof(Sum) / sizeof(double);
  Tensor left({parts, channels, numbers}, {Device::cuda, Dtype::f64});
  const PartialSums<Sum> partial{reinterpret_cast<Sum*>(left.data<double>()), channels};
  launch<fold_rows<Sum, Source, PartialSums<Sum>>>(tiles.over(parts), tiles, source, partial);
  const ChannelTiles second(parts, channels);
  launch<fold_rows<Sum, PartialSums<Sum>, Target>>(second.over(1), second, partial, target);
}
// [endregion two_passes]

// [region pair]
/// Two sums that are taken together, because they read the same numbers.
struct PairOfSums {
  double first, second;  ///< of them

  /// Both.
  friend constexpr PairOfSums operator+(const PairOfSums& one, const PairOfSums& other) {
    return {one.first + other.first, one.second + other.second};
  }
};

/// A target for both.
template <class T>
struct StorePair {
  T *first, *second;  ///< [C] each

  /// Assigned.
  __device__ void operator()(Index, Index channel, const PairOfSums& sums) const {
    first[channel] = static_cast<T>(sums.first);
    second[channel] = static_cast<T>(sums.second);
  }
};
// [endregion pair]

}  // namespace strata
