#pragma once

#include "02_modules/parameter.hpp"
#include "14_fast_cpu/winograd_convolution.hpp"

namespace strata::fast_cpu {

/// The gradient of Winograd's convolution with respect to the weight: dW = Gᵀ (Σ (Bᵀ x B) ⊙ (A dy Aᵀ)) G (14.15), the
/// sum over all tiles. It is what the chain rule makes of (14.10), and so has its (M+2)² products.
template <class T, int M>
class WinogradWeightGradient {
 public:
  /// For a convolution that WinogradConvolution::fits.
  WinogradWeightGradient(const Window& window, Index in_channels, Index out_channels);

  /// How many sums there are: [positions, I, O].
  Index sums_count() const { return TileGrid<M>::positions * in_channels_ * out_channels_; }

  /// What run() expects dy to have: all channels fill whole vectors.
  Index padded_outputs() const { return out_channels_; }

  /// Positions of the window on an image.
  Index positions() const { return window_.positions(); }

  /// How many images run() should get at a time, so that the products of a block of tiles are worth their start.
  Index images_at_once() const;

  /// Numbers that run() needs to work with.
  Index workspace_count() const;

  /// So many images repay sums of their own, which have to be cleared and added up.
  Index images_worth_sums() const;

  /// The part of x that run() reads.
  Extent source_part() const;

  /// Adds what some images contribute. x: their source_part() one after the other; dy: [images, positions, outputs]
  void run(const T* x, const T* dy, Index images, T* sums, T* workspace) const;

  /// dW [O,3,3,I] from `chunks` arrays of sums, added in their order: assigned or added.
  void finish(const T* sums, Index chunks, Write write, T* weight_gradient) const;

 private:
  Window window_;
  Index in_channels_, out_channels_;
};

}  // namespace strata::fast_cpu
