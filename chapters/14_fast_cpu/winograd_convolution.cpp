#include "14_fast_cpu/winograd_convolution.hpp"

#include <algorithm>
#include <vector>

#include "14_fast_cpu/winograd_blocks.hpp"
#include "common/parallel.hpp"

namespace strata::fast_cpu {
namespace {

// [region products]
// (14.13)  M = V U at each position: a matrix product [tiles, sources] by [sources, results]
template <class T, int V>
void multiply_position(const T* transforms, Index tiles, Index sources, const T* packed, Index results, T* products) {
  const EqualTiles rows(tiles, most_rows<V>);
  for (Index block = 0; block < results; block += V * lanes<T>) {
    const T* const weight = packed + block * sources;
    for (Index i = 0; i < rows.tiles; ++i) {
      const Index first = rows.begin(i);
      with_rows<most_rows<V>>(rows.size(i), [&](auto m) {
        RegisterTile<T, decltype(m)::value, V> tile;
        tile.clear();
        tile.multiply(transforms + first * sources, sources, 1, weight, V * lanes<T>, sources);
        tile.store_to(products + first * results + block, results, V * lanes<T>);
      });
    }
  }
}
// [endregion products]

// [region output]
// (14.13)  y = Aᵀ M A for every tile and result channel of a block, without what lies beyond the image
template <class T, int M>
void transform_products(const TileGrid<M>& grid, const T* products, Index channels, Index begin, Index end,
                        const T* bias, T* results) {
  constexpr int side = TileGrid<M>::side;
  const Index step = position_step<T>(end - begin, channels), row_step = grid.columns * channels;
  for_each_tile_of(grid, begin, end, [&](Index image, Index tile_row, Index tile_column, Index i) {
    const Index rows = std::min<Index>(M, grid.rows - M * tile_row);
    const Index columns = std::min<Index>(M, grid.columns - M * tile_column);
    T* const corner = results + (image * grid.rows + M * tile_row) * row_step + M * tile_column * channels;
    const T* const from = products + i * channels;
    for (Index c = 0; c < channels; c += lanes<T>) {
      VectorTile<T, side, side> m;
      unrolled<side>([&](auto row) __attribute__((always_inline)) {
        unrolled<side>([&](auto column) __attribute__((always_inline)) {
          m.at[row][column] = load(from + (row * side + column) * step + c);
        });
      });
      auto y = both_sides<T, Winograd<M>::output, M>(m);
      const Vector<T> b = bias != nullptr ? load(bias + c) : Vector<T>{};
      unrolled<M>([&](auto row) __attribute__((always_inline)) {
        unrolled<M>([&](auto column) __attribute__((always_inline)) {
          if (row < rows && column < columns) {
            store(corner + row * row_step + column * channels + c, y.at[row][column] + b);
          }
        });
      });
    }
  });
}
// [endregion output]

}  // namespace

template <class T, int M>
bool WinogradConvolution<T, M>::fits(const Window& window, Index in_channels, Index out_channels) {
  const auto plain = [](const WindowAxis& axis) {
    return axis.kernel == 3 && axis.stride == 1 && axis.dilation == 1 && axis.before <= 2 && axis.after <= 2;
  };
  return plain(window.rows) && plain(window.columns) && in_channels % lanes<T> == 0 && out_channels % lanes<T> == 0;
}

template <class T, int M>
WinogradConvolution<T, M>::WinogradConvolution(const Window& window, Index in_channels, Index out_channels,
                                               ConvolutionPass pass)
    : result_(images_of(window, in_channels, out_channels).result(pass)),
      source_(images_of(window, in_channels, out_channels).source(pass)),
      sources_(source_.channels),
      row_before_(window.rows.before),
      column_before_(window.columns.before),
      backward_(pass == ConvolutionPass::backward_input) {
  if (!backward_) return;
  row_before_ = 2 - row_before_;
  column_before_ = 2 - column_before_;
}

template <class T, int M>
Index WinogradConvolution<T, M>::vectors_of_block() const {
  const Index vectors = result_.channels / lanes<T>;
  return vectors % 4 == 0 && vector_registers == 32 ? 4 : vectors % 2 == 0 ? 2 : 1;
}

// [region weight]
template <class T, int M>
void WinogradConvolution<T, M>::pack(const T* weight, T* packed) const {
  constexpr int side = TileGrid<M>::side;
  const Index results = result_.channels, columns = vectors_of_block() * lanes<T>;
  const Index in_channels = backward_ ? results : sources_;
  // Numbers of the weight [O,3,3,I] from one result channel to the next, and from one source channel to the next.
  const Index result_step = backward_ ? 1 : 9 * in_channels, source_step = backward_ ? 9 * in_channels : 1;
  parallel_for(results / lanes<T>, 1, [&](Index begin, Index end) {
    for (Index vector = begin; vector < end; ++vector) {
      const Index first = vector * lanes<T>, block = first / columns;
      T* const block_start = packed + block * columns * sources_ + first % columns;
      for (Index source = 0; source < sources_; ++source) {
        VectorTile<T, 3, 3> w;
        for (int tap = 0; tap < 9; ++tap) {
          const T* const from =
              weight + first * result_step + (backward_ ? 8 - tap : tap) * in_channels + source * source_step;
          Vector<T> values{};
          for (Index lane = 0; lane < lanes<T>; ++lane) values[lane] = from[lane * result_step];
          w.at[tap / 3][tap % 3] = values;
        }
        const auto u = both_sides<T, Winograd<M>::weight, side>(w);
        for (int position = 0; position < positions; ++position) {
          store(block_start + position * sources_ * results + source * columns, u.at[position / side][position % side]);
        }
      }
    }
  });
}
// [endregion weight]

template <class T, int M>
Index WinogradConvolution<T, M>::images_at_once() const {
  return std::max<Index>(
      1, tiles_of_block<T, M>(sources_, result_.channels) / TileGrid<M>(1, result_.height, result_.width).count());
}

template <class T, int M>
Index WinogradConvolution<T, M>::workspace_count() const {
  const Index tiles = tiles_of_block<T, M>(sources_, result_.channels);
  return positions * (position_step<T>(tiles, sources_) + position_step<T>(tiles, result_.channels));
}

template <class T, int M>
Extent WinogradConvolution<T, M>::source_part(Index begin, Index end) const {
  const TileGrid<M> grid(1, end - begin, result_.width);
  return {begin - row_before_, grid.source_rows(), -column_before_, grid.source_columns()};
}

// [region run]
template <class T, int M>
void WinogradConvolution<T, M>::run(const T* sources, Index images, Index begin, Index end, const T* packed,
                                    const T* bias, T* results, T* workspace) const {
  const TileGrid<M> grid(images, end - begin, result_.width);
  const Index channels = result_.channels;
  T* const first_result = results + begin * result_.width * channels;
  T* const transforms = workspace;
  const Index most = tiles_of_block<T, M>(sources_, channels);
  T* const products = workspace + positions * position_step<T>(most, sources_);
  const EqualTiles blocks(grid.count(), most);
  for (Index i = 0; i < blocks.tiles; ++i) {
    const Index first = blocks.begin(i), last = blocks.begin(i + 1), tiles = last - first;
    transform_sources<T, M>(grid, sources, sources_, first, last, transforms);
    for (int position = 0; position < positions; ++position) {
      const T* const v = transforms + position * position_step<T>(tiles, sources_);
      const T* const u = packed + position * sources_ * channels;
      T* const m = products + position * position_step<T>(tiles, channels);
      switch (vectors_of_block()) {
        case 4:
          multiply_position<T, 4>(v, tiles, sources_, u, channels, m);
          break;
        case 2:
          multiply_position<T, 2>(v, tiles, sources_, u, channels, m);
          break;
        default:
          multiply_position<T, 1>(v, tiles, sources_, u, channels, m);
      }
    }
    transform_products<T, M>(grid, products, channels, first, last, bias, first_result);
  }
}
// [endregion run]

template class WinogradConvolution<float, 2>;
template class WinogradConvolution<float, 4>;
template class WinogradConvolution<double, 2>;
template class WinogradConvolution<double, 4>;

}  // namespace strata::fast_cpu
