#pragma once

#include "01_tensors/tensor.hpp"
#include "14_fast_cpu/images.hpp"

namespace strata::fast_cpu {

// [region change]
/// What becomes of the pixels z of a convolution behind it, channel by channel: y = m relu(s (z - μ) + β), where each
/// part may be left out. μ, s and β come from BatchNorm, with s = γ r (8.8), and m from Dropout2d.
struct ChannelChange {
  bool normalised = false;    ///< whether there are mean, scale and shift
  bool rectified = false;     ///< whether there is a ReLU
  Tensor mean, scale, shift;  ///< μ, s and β, [C]
  Tensor inverse_deviation;   ///< r = 1 / √(v + ε), [C], for the gradients
  Tensor mask;                ///< m, [N,C], or undefined

  /// Whether y is z.
  bool is_identity() const { return !normalised && !rectified && !mask.defined(); }
};
// [endregion change]

/// dz = s dy - slope (z - μ) - offset: what (8.23) is for the sums of a batch. Both are [C].
struct NormalisedGradient {
  Tensor slope;   ///< s r² Σ g (z - μ) / R
  Tensor offset;  ///< s Σ g / R
};

/// Writes what becomes of `count` pixels of image n; `to` may be where they stand.
template <class T>
void change_pixels(const ChannelChange& change, Index n, Index channels, Index count, const T* pixels, T* to);

/// Adds to sums [2,C], channel by channel, Σ g and Σ g (z - μ), where g is what comes of dy through mask and ReLU
/// (8.13).
template <class T>
void add_gradient_sums(const ChannelChange& change, Index n, Index channels, Index count, const T* z, const T* dy,
                       double* sums);

/// Writes dz for `count` pixels of image n. z are the pixels before the change; those after it will do if nothing is
/// normalised.
template <class T>
void change_gradients(const ChannelChange& change, const NormalisedGradient& gradient, Index n, Index channels,
                      Index count, const T* z, const T* dy, T* dz);

/// Images that are made from others in the moment that they are read.
template <class T>
class ChangedImages : public ImageSource<T> {
 public:
  /// The images z and what becomes of them; both must outlive this.
  ChangedImages(const ImageSource<T>& z, const ChannelChange& change) : z_(z), change_(change) {}

  ImageSize size() const override { return z_.size(); }
  Index samples() const override { return z_.samples(); }
  Index depth() const override { return z_.depth(); }
  Index scratch_count() const override { return z_.scratch_count(); }
  void row(Index n, Index h, Index column, Index count, T* to, T* scratch) const override {
    change_pixels(change_, n, z_.size().channels, count, row_of(z_, n, h, column, count, to, scratch), to);
  }

 private:
  const ImageSource<T>& z_;
  const ChannelChange& change_;
};

}  // namespace strata::fast_cpu
