#include "14_fast_cpu/direct_weight_gradient.hpp"

#include <algorithm>
#include <array>

#include "14_fast_cpu/axis_pass.hpp"
#include "14_fast_cpu/register_tile.hpp"
#include "14_fast_cpu/row_dispatch.hpp"
#include "common/parallel.hpp"

namespace strata::fast_cpu {

template <class T>
DirectWeightGradient<T>::DirectWeightGradient(const Window& window, Index in_channels, Index out_channels)
    : window_(window), in_channels_(in_channels), out_channels_(out_channels) {}

template <class T>
Index DirectWeightGradient<T>::images_worth_sums() const {
  constexpr Index positions = 2048;
  return (positions + window_.positions() - 1) / window_.positions();
}

template <class T>
Extent DirectWeightGradient<T>::source_part() const {
  const AxisPass rows = forward_pass(window_.rows), columns = forward_pass(window_.columns);
  return {rows.lowest(0), rows.highest(rows.results) - rows.lowest(0) + 1, columns.lowest(0),
          columns.highest(columns.results) - columns.lowest(0) + 1};
}

// [region weight_gradient]
// (14.8)  dW[a,c,i,o] += Σ x[s p + d a, s q + d c, i] dy[p, q, o] over the positions of an image, for V vectors of
// outputs and M of the rows (a, c, i) at a time
template <class T>
template <int V>
void DirectWeightGradient<T>::run_block(const T* x, const T* dy, Index first_output, T* sums) const {
  const auto &rows = window_.rows, &columns = window_.columns;
  const Index outputs = padded_outputs(), source_row = source_part().columns * in_channels_;
  const EqualTiles tiles(window_.taps() * in_channels_, most_rows<V>);
  for (Index i = 0; i < tiles.tiles; ++i) {
    const Index first = tiles.begin(i), count = tiles.size(i);
    std::array<Index, most_rows<V>> offsets{};  // of the rows of the tile in the padded image
    for (Index m = 0; m < count; ++m) {
      const Index tap = (first + m) / in_channels_, channel = (first + m) % in_channels_;
      offsets[static_cast<std::size_t>(m)] = rows.dilation * (tap / columns.kernel) * source_row +
                                             columns.dilation * (tap % columns.kernel) * in_channels_ + channel;
    }
    const bool neighbours = offsets[static_cast<std::size_t>(count - 1)] - offsets[0] == count - 1;
    T* const to = sums + first * outputs + first_output;
    with_rows<most_rows<V>>(count, [&](auto m) {
      RegisterTile<T, decltype(m)::value, V> tile;
      tile.load_from(to, outputs);
      for (Index p = 0; p < rows.output; ++p) {
        const T* const source = x + p * rows.stride * source_row;
        const T* const gradient = dy + p * columns.output * outputs + first_output;
        const Index step = columns.stride * in_channels_;
        if (neighbours) {
          tile.multiply(source + offsets[0], 1, step, gradient, outputs, columns.output);
        } else {
          tile.multiply_rows_at(source, offsets.data(), step, gradient, outputs, columns.output);
        }
      }
      tile.store_to(to, outputs, V * lanes<T>);
    });
  }
}
// [endregion weight_gradient]

template <class T>
void DirectWeightGradient<T>::run(const T* x, const T* dy, Index images, T* sums, T*) const {
  const Index source_count = source_part().pixels() * in_channels_, outputs = padded_outputs();
  for (Index n = 0; n < images; ++n, x += source_count, dy += window_.positions() * outputs) {
    Index first = 0;
    if constexpr (vector_registers == 32) {
      for (; first + 4 * lanes<T> <= outputs; first += 4 * lanes<T>) run_block<4>(x, dy, first, sums);
    }
    for (; first + 2 * lanes<T> <= outputs; first += 2 * lanes<T>) run_block<2>(x, dy, first, sums);
    if (first < outputs) run_block<1>(x, dy, first, sums);
  }
}

template <class T>
void DirectWeightGradient<T>::finish(const T* sums, Index chunks, Write write, T* weight_gradient) const {
  const Index rows = window_.taps() * in_channels_, outputs = padded_outputs(), count = sums_count();
  parallel_for(rows, std::max<Index>(1, 8192 / (outputs * chunks)), [&](Index begin, Index end) {
    for (Index row = begin; row < end; ++row) {
      for (Index output = 0; output < out_channels_; ++output) {
        T sum = 0;
        for (Index chunk = 0; chunk < chunks; ++chunk) sum += sums[chunk * count + row * outputs + output];
        T& to = weight_gradient[output * rows + row];
        to = write == Write::assign ? sum : to + sum;
      }
    }
  });
}

template class DirectWeightGradient<float>;
template class DirectWeightGradient<double>;

}  // namespace strata::fast_cpu
