#include "14_fast_cpu/winograd_weight_gradient.hpp"

#include <algorithm>

#include "14_fast_cpu/winograd_blocks.hpp"
#include "common/parallel.hpp"

namespace strata::fast_cpu {
namespace {

template <int M>
constexpr auto output_transposed = transposed<M, M + 2>(Winograd<M>::output);
template <int M>
constexpr auto weight_transposed = transposed<M + 2, 3>(Winograd<M>::weight);

// [region gradients]
// (14.15)  Z = A dy Aᵀ for every tile and output channel of a block; there is no dy beyond the image
template <class T, int M>
void transform_gradients(const TileGrid<M>& grid, const T* dy, Index channels, Index begin, Index end, T* transforms) {
  constexpr int side = TileGrid<M>::side;
  const Index step = position_step<T>(end - begin, channels), row_step = grid.columns * channels;
  for_each_tile_of(grid, begin, end, [&](Index image, Index tile_row, Index tile_column, Index i) {
    const Index rows = std::min<Index>(M, grid.rows - M * tile_row);
    const Index columns = std::min<Index>(M, grid.columns - M * tile_column);
    const T* const corner = dy + (image * grid.rows + M * tile_row) * row_step + M * tile_column * channels;
    T* const to = transforms + i * channels;
    for (Index c = 0; c < channels; c += lanes<T>) {
      VectorTile<T, M, M> tile;
      unrolled<M>([&](auto row) __attribute__((always_inline)) {
        unrolled<M>([&](auto column) __attribute__((always_inline)) {
          const bool inside = row < rows && column < columns;
          tile.at[row][column] = inside ? load(corner + row * row_step + column * channels + c) : Vector<T>{};
        });
      });
      const auto z = both_sides<T, output_transposed<M>, side>(tile);
      unrolled<side>([&](auto row) __attribute__((always_inline)) {
        unrolled<side>([&](auto column) __attribute__((always_inline)) {
          store(to + (row * side + column) * step + c, z.at[row][column]);
        });
      });
    }
  });
}
// [endregion gradients]

// [region sums]
// (14.15)  dU[i,o] += Σ V[t,i] Z[t,o] over the tiles of a block, at one position
template <class T, int V>
void add_products(const T* v, const T* z, Index tiles, Index inputs, Index outputs, Index first_output, T* sums) {
  const EqualTiles rows(inputs, most_rows<V>);
  for (Index i = 0; i < rows.tiles; ++i) {
    const Index first = rows.begin(i);
    T* const to = sums + first * outputs + first_output;
    with_rows<most_rows<V>>(rows.size(i), [&](auto m) {
      RegisterTile<T, decltype(m)::value, V> tile;
      tile.load_from(to, outputs);
      tile.multiply(v + first, 1, inputs, z + first_output, outputs, tiles);
      tile.store_to(to, outputs, V * lanes<T>);
    });
  }
}
// [endregion sums]

}  // namespace

template <class T, int M>
WinogradWeightGradient<T, M>::WinogradWeightGradient(const Window& window, Index in_channels, Index out_channels)
    : window_(window), in_channels_(in_channels), out_channels_(out_channels) {}

template <class T, int M>
Index WinogradWeightGradient<T, M>::images_at_once() const {
  return std::max<Index>(1, tiles_of_block<T, M>(in_channels_, out_channels_) /
                                TileGrid<M>(1, window_.rows.output, window_.columns.output).count());
}

template <class T, int M>
Index WinogradWeightGradient<T, M>::workspace_count() const {
  const Index tiles = tiles_of_block<T, M>(in_channels_, out_channels_);
  return TileGrid<M>::positions * (position_step<T>(tiles, in_channels_) + position_step<T>(tiles, out_channels_));
}

template <class T, int M>
Index WinogradWeightGradient<T, M>::images_worth_sums() const {
  constexpr Index tiles = 512;
  const Index per_image = TileGrid<M>(1, window_.rows.output, window_.columns.output).count();
  return (tiles + per_image - 1) / per_image;
}

template <class T, int M>
Extent WinogradWeightGradient<T, M>::source_part() const {
  const TileGrid<M> grid(1, window_.rows.output, window_.columns.output);
  return {-window_.rows.before, grid.source_rows(), -window_.columns.before, grid.source_columns()};
}

template <class T, int M>
void WinogradWeightGradient<T, M>::run(const T* x, const T* dy, Index images, T* sums, T* workspace) const {
  const TileGrid<M> grid(images, window_.rows.output, window_.columns.output);
  T* const v = workspace;
  const Index most = tiles_of_block<T, M>(in_channels_, out_channels_);
  T* const z = workspace + TileGrid<M>::positions * position_step<T>(most, in_channels_);
  const EqualTiles blocks(grid.count(), most);
  for (Index i = 0; i < blocks.tiles; ++i) {
    const Index first = blocks.begin(i), last = blocks.begin(i + 1), tiles = last - first;
    transform_sources<T, M>(grid, x, in_channels_, first, last, v);
    transform_gradients<T, M>(grid, dy, out_channels_, first, last, z);
    for (int position = 0; position < TileGrid<M>::positions; ++position) {
      const T* const vp = v + position * position_step<T>(tiles, in_channels_);
      const T* const zp = z + position * position_step<T>(tiles, out_channels_);
      T* const to = sums + position * in_channels_ * out_channels_;
      Index output = 0;
      if constexpr (vector_registers == 32) {
        for (; output + 4 * lanes<T> <= out_channels_; output += 4 * lanes<T>) {
          add_products<T, 4>(vp, zp, tiles, in_channels_, out_channels_, output, to);
        }
      }
      for (; output + 2 * lanes<T> <= out_channels_; output += 2 * lanes<T>) {
        add_products<T, 2>(vp, zp, tiles, in_channels_, out_channels_, output, to);
      }
      if (output < out_channels_) add_products<T, 1>(vp, zp, tiles, in_channels_, out_channels_, output, to);
    }
  }
}

// [region finish]
template <class T, int M>
void WinogradWeightGradient<T, M>::finish(const T* sums, Index chunks, Write write, T* weight_gradient) const {
  constexpr int side = TileGrid<M>::side;
  const Index count = sums_count(), row = 9 * in_channels_;
  parallel_for(in_channels_, std::max<Index>(1, 1024 / (out_channels_ * chunks)), [&](Index begin, Index end) {
    for (Index input = begin; input < end; ++input) {
      for (Index output = 0; output < out_channels_; output += lanes<T>) {
        VectorTile<T, side, side> du;
        for (int position = 0; position < TileGrid<M>::positions; ++position) {
          const T* from = sums + (position * in_channels_ + input) * out_channels_ + output;
          Vector<T> sum = load(from);
          for (Index chunk = 1; chunk < chunks; ++chunk) sum += load(from + chunk * count);
          du.at[position / side][position % side] = sum;
        }
        const auto dw = both_sides<T, weight_transposed<M>, 3>(du);
        for (int tap = 0; tap < 9; ++tap) {
          T* const to = weight_gradient + output * row + tap * in_channels_ + input;
          for (Index lane = 0; lane < lanes<T>; ++lane) {
            const T value = dw.at[tap / 3][tap % 3][lane];
            to[lane * row] = write == Write::assign ? value : to[lane * row] + value;
          }
        }
      }
    }
  });
}
// [endregion finish]

template class WinogradWeightGradient<float, 2>;
template class WinogradWeightGradient<float, 4>;
template class WinogradWeightGradient<double, 2>;
template class WinogradWeightGradient<double, 4>;

}  // namespace strata::fast_cpu
