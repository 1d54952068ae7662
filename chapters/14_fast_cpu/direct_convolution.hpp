#pragma once

#include "14_fast_cpu/axis_pass.hpp"
#include "14_fast_cpu/padded_image.hpp"
#include "14_fast_cpu/simd.hpp"

namespace strata::fast_cpu {

/// Sums over taps and channels, written as they stand in the equation, for one image at a time: the sums of a few
/// neighbouring results and of a few vectors of channels stay in registers from the first tap to the last.
///
/// The same loops compute a convolution (10.4) and its gradient with respect to the image (10.13): there the taps go
/// backwards, and with a stride s the pixels fall into s × s groups that see different taps.
template <class T>
class DirectConvolution {
 public:
  /// y from x: results are the outputs, sources the inputs.
  static DirectConvolution forward(const Window& window, Index in_channels, Index out_channels);

  /// dx from dy: results are the pixels of the image, sources the outputs.
  static DirectConvolution backward_input(const Window& window, Index in_channels, Index out_channels);

  /// How many numbers the packed weight has.
  Index packed_count() const { return blocks() * taps_ * source_channels_ * block_columns(); }

  /// Brings the weight [O,KH,KW,I] into the order in which run() reads it: blocks of result channels, taps, source
  /// channels, result channels of the block.
  void pack(const T* weight, T* packed) const;

  /// The part of the source that rows [begin, end) of the result need. A result that has several passes is computed
  /// as a whole: [0, result rows).
  Extent source_part(Index begin, Index end) const;

  /// Computes rows [begin, end) of one image's result from source_part(begin, end).
  /// @param bias  a number for each result channel, rounded up to whole blocks, or null
  void run(const T* source, Index begin, Index end, const T* packed, const T* bias, T* result) const;

  /// The size of one image's result.
  const ImageSize& result_size() const { return result_; }

  /// Result channels that are computed at a time, and how many blocks of them there are.
  Index block_columns() const { return vectors_ * lanes<T>; }
  Index blocks() const { return (result_.channels + block_columns() - 1) / block_columns(); }

 private:
  DirectConvolution(const Window& window, ImageSize result, Index source_channels, bool backward);

  AxisPass rows_pass(Index phase) const;
  AxisPass columns_pass(Index phase) const;
  template <int V>
  void run_block(const AxisPass& rows, const AxisPass& columns, const T* source, const Extent& part, Index begin,
                 Index end, Index block, const T* packed, const T* bias, T* result) const;

  Window window_;
  ImageSize result_;
  Index source_channels_, taps_;
  Index vectors_;  // of a block: 1, 2 or 4
  bool backward_;
};

}  // namespace strata::fast_cpu
