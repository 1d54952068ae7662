#pragma once

#include "02_modules/parameter.hpp"
#include "10_convolution/window.hpp"
#include "14_fast_cpu/padded_image.hpp"
#include "14_fast_cpu/simd.hpp"

namespace strata::fast_cpu {

/// dW = Σ dy x (10.16), one image at a time: the sums of a few rows (tap, input channel) and of a few vectors of output
/// channels stay in registers for a whole image.
template <class T>
class DirectWeightGradient {
 public:
  /// For this convolution.
  DirectWeightGradient(const Window& window, Index in_channels, Index out_channels);

  /// How many sums there are: [taps, I, O], with the output channels rounded up to whole vectors.
  Index sums_count() const { return window_.taps() * in_channels_ * padded_outputs(); }

  /// Output channels rounded up to whole vectors: what run() expects dy to have, with zeros at the end.
  Index padded_outputs() const { return padded<T>(out_channels_); }

  /// Positions of the window on an image.
  Index positions() const { return window_.positions(); }

  /// How many images run() should get at a time.
  Index images_at_once() const { return 1; }

  /// Numbers that run() needs to work with.
  Index workspace_count() const { return 0; }

  /// So many images repay sums of their own, which have to be cleared and added up.
  Index images_worth_sums() const;

  /// The part of x that run() reads.
  Extent source_part() const;

  /// Adds what some images contribute. x: their source_part() one after the other; dy: [images, positions, outputs]
  void run(const T* x, const T* dy, Index images, T* sums, T* workspace) const;

  /// dW [O,KH,KW,I] from `chunks` arrays of sums, added in their order: assigned or added.
  void finish(const T* sums, Index chunks, Write write, T* weight_gradient) const;

 private:
  template <int V>
  void run_block(const T* x, const T* dy, Index first_output, T* sums) const;

  Window window_;
  Index in_channels_, out_channels_;
};

}  // namespace strata::fast_cpu
