#pragma once

#include "14_fast_cpu/axis_pass.hpp"
#include "14_fast_cpu/convolution_pass.hpp"
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
  /// None yet.
  DirectConvolution() = default;

  /// y from x, or dx from dy.
  DirectConvolution(const Window& window, Index in_channels, Index out_channels, ConvolutionPass pass);

  /// How many numbers the packed weight has.
  Index packed_count() const { return blocks() * taps_ * source_channels_ * block_columns(); }

  /// Brings the weight [O,KH,KW,I] into the order in which run() reads it: blocks of result channels, taps, source
  /// channels, result channels of the block.
  void pack(const T* weight, T* packed) const;

  /// How many images run() should get at a time.
  Index images_at_once() const { return 1; }

  /// Numbers that run() needs to work with.
  Index workspace_count() const { return 0; }

  /// How many rows of a result run() may compute alone: a multiple of this, or all. With a stride, a gradient is
  /// computed as a whole.
  Index rows_at_once() const { return backward_ ? result_.height : 1; }

  /// The part of the source that rows [begin, end) of the result need.
  Extent source_part(Index begin, Index end) const;

  /// Computes rows [begin, end) of some images' results from their sources, one source_part(begin, end) after the
  /// other. With more than one image, these must be all rows.
  /// @param sources    the parts, zeros around each
  /// @param images     how many
  /// @param begin      first row of the results
  /// @param end        behind their last row
  /// @param packed     what pack() made of the weight
  /// @param bias       a number for each result channel, rounded up to whole blocks, or null
  /// @param results    one image after the other; of one image's rows alone, where its row 0 would be
  /// @param workspace  workspace_count() numbers
  void run(const T* sources, Index images, Index begin, Index end, const T* packed, const T* bias, T* results,
           T* workspace) const;

  /// @{
  /// The size of one image's result, and of one image of the source.
  const ImageSize& result_size() const { return result_; }
  const ImageSize& source_size() const { return source_; }
  /// @}

  /// Result channels that are computed at a time, and how many blocks of them there are.
  Index block_columns() const { return vectors_ * lanes<T>; }
  Index blocks() const { return (result_.channels + block_columns() - 1) / block_columns(); }

 private:
  void run_image(const T* source, Index begin, Index end, const T* packed, const T* bias, T* result) const;
  AxisPass rows_pass(Index phase) const;
  AxisPass columns_pass(Index phase) const;
  template <int V>
  void run_block(const AxisPass& rows, const AxisPass& columns, const T* source, const Extent& part, Index begin,
                 Index end, Index block, const T* packed, const T* bias, T* result) const;

  Window window_{};
  ImageSize result_{}, source_{};
  Index source_channels_ = 0, taps_ = 0;
  Index vectors_ = 1;  // of a block: 1 or 2
  bool backward_ = false;
};

}  // namespace strata::fast_cpu
