#include "14_fast_cpu/direct_convolution.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "14_fast_cpu/direct_row.hpp"
#include "common/parallel.hpp"

namespace strata::fast_cpu {
namespace {

// Two vectors of channels and 14 results beside each other: as many sums as four vectors and six results would have,
// with half of the weight, so that more of it stays in the first cache.
template <class T>
Index vectors_of_block(Index channels) {
  const Index vectors = vectors_for<T>(channels);
  return vectors > 1 ? 2 : 1;
}

}  // namespace

template <class T>
DirectConvolution<T>::DirectConvolution(const Window& window, Index in_channels, Index out_channels,
                                        ConvolutionPass pass)
    : window_(window),
      result_(images_of(window, in_channels, out_channels).result(pass)),
      source_(images_of(window, in_channels, out_channels).source(pass)),
      source_channels_(source_.channels),
      taps_(window.taps()),
      vectors_(vectors_of_block<T>(result_.channels)),
      backward_(pass == ConvolutionPass::backward_input) {}

template <class T>
AxisPass DirectConvolution<T>::rows_pass(Index phase) const {
  return backward_ ? backward_pass(window_.rows, phase) : forward_pass(window_.rows);
}

template <class T>
AxisPass DirectConvolution<T>::columns_pass(Index phase) const {
  return backward_ ? backward_pass(window_.columns, phase) : forward_pass(window_.columns);
}

template <class T>
void DirectConvolution<T>::pack(const T* weight, T* packed) const {
  const Index columns = block_columns(), per_block = taps_ * source_channels_ * columns;
  // Numbers of the weight from one result channel to the next, and from one source channel to the next.
  const Index result_step = backward_ ? 1 : taps_ * source_channels_;
  const Index source_step = backward_ ? taps_ * result_.channels : 1;
  const Index tap_step = backward_ ? result_.channels : source_channels_;
  parallel_for(blocks() * taps_, std::max<Index>(1, 4096 / (source_channels_ * columns)), [&](Index begin, Index end) {
    for (Index i = begin; i < end; ++i) {
      const Index block = i / taps_, tap = i % taps_;
      T* to = packed + block * per_block + tap * source_channels_ * columns;
      for (Index source = 0; source < source_channels_; ++source) {
        for (Index column = 0; column < columns; ++column, ++to) {
          const Index result = block * columns + column;
          *to = result < result_.channels ? weight[result * result_step + tap * tap_step + source * source_step] : T(0);
        }
      }
    }
  });
}

template <class T>
Extent DirectConvolution<T>::source_part(Index begin, Index end) const {
  if (!backward_) {
    const AxisPass rows = rows_pass(0), columns = columns_pass(0);
    return {rows.lowest(begin), rows.highest(end) - rows.lowest(begin) + 1, columns.lowest(0),
            columns.highest(columns.results) - columns.lowest(0) + 1};
  }
  const auto whole = [](const WindowAxis& axis) {
    Index low = 0, high = -1;
    for (Index phase = 0; phase < axis.stride; ++phase) {
      const AxisPass pass = backward_pass(axis, phase);
      if (pass.results == 0 || pass.taps == 0) continue;
      low = high < low ? pass.lowest(0) : std::min(low, pass.lowest(0));
      high = std::max(high, pass.highest(pass.results));
    }
    return std::pair{low, high - low + 1};
  };
  const auto [row, rows] = whole(window_.rows);
  const auto [column, columns] = whole(window_.columns);
  return {row, rows, column, columns};
}

template <class T>
template <int V>
void DirectConvolution<T>::run_block(const AxisPass& rows, const AxisPass& columns, const T* source, const Extent& part,
                                     Index begin, Index end, Index block, const T* packed, const T* bias,
                                     T* result) const {
  const Index per_tap = source_channels_ * block_columns();
  const Index source_row = part.columns * source_channels_;
  const bool neighbours = columns.tap_step == 1 && columns.tap_stride == 1;
  TapLoops<T> taps{.rows = columns.taps == 0 ? 0 : rows.taps,
                   .row_step = rows.tap_step * source_row,
                   .weight_row_step = rows.tap_stride * window_.columns.kernel * per_tap,
                   .columns = neighbours ? 1 : columns.taps,
                   .column_step = columns.tap_step * source_channels_,
                   .weight_column_step = columns.tap_stride * per_tap,
                   .count = (neighbours ? columns.taps : 1) * source_channels_,
                   .weight = packed + block * taps_ * per_tap +
                             (rows.tap_first * window_.columns.kernel + columns.tap_first) * per_tap};
  if (!backward_ && taps_ * source_channels_ <= most_few) {
    for (Index tap = 0; tap < taps_; ++tap) {
      const Index a = tap / window_.columns.kernel, c = tap % window_.columns.kernel;
      for (Index channel = 0; channel < source_channels_; ++channel) {
        taps.steps[static_cast<std::size_t>(taps.few++)] =
            a * taps.row_step + c * columns.tap_step * source_channels_ + channel;
      }
    }
  }
  const Index first_channel = block * block_columns();
  for (Index j = begin; j < end; ++j) {
    const Index source_at = rows.source_first + j * rows.source_step - part.row;
    const Index result_at = rows.result_first + j * rows.result_step;
    direct_row<T, V>(
        taps, {.source = source + source_at * source_row + (columns.source_first - part.column) * source_channels_,
               .source_step = columns.source_step * source_channels_,
               .result = result + (result_at * result_.width + columns.result_first) * result_.channels + first_channel,
               .result_step = columns.result_step * result_.channels,
               .results = columns.results,
               .columns = std::min(block_columns(), result_.channels - first_channel),
               .bias = bias != nullptr ? bias + first_channel : nullptr});
  }
}

template <class T>
void DirectConvolution<T>::run_image(const T* source, Index begin, Index end, const T* packed, const T* bias,
                                     T* result) const {
  const Extent part = source_part(begin, end);
  const Index row_phases = backward_ ? window_.rows.stride : 1, column_phases = backward_ ? window_.columns.stride : 1;
  for (Index row_phase = 0; row_phase < row_phases; ++row_phase) {
    const AxisPass rows = rows_pass(row_phase);
    for (Index column_phase = 0; column_phase < column_phases; ++column_phase) {
      const AxisPass columns = columns_pass(column_phase);
      const Index last = backward_ ? rows.results : end;
      for (Index block = 0; block < blocks(); ++block) {
        if (vectors_ == 2) {
          run_block<2>(rows, columns, source, part, begin, last, block, packed, bias, result);
        } else {
          run_block<1>(rows, columns, source, part, begin, last, block, packed, bias, result);
        }
      }
    }
  }
}

template <class T>
void DirectConvolution<T>::run(const T* sources, Index images, Index begin, Index end, const T* packed, const T* bias,
                               T* results, T*) const {
  const Index source_count = source_part(begin, end).pixels() * source_channels_;
  for (Index n = 0; n < images; ++n) {
    run_image(sources + n * source_count, begin, end, packed, bias, results + n * result_.count());
  }
}

template class DirectConvolution<float>;
template class DirectConvolution<double>;

}  // namespace strata::fast_cpu
