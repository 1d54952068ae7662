#pragma once

#include "10_convolution/conv2d.hpp"
#include "14_fast_cpu/direct_convolution.hpp"
#include "14_fast_cpu/images.hpp"

namespace strata::fast_cpu {

/// The output of a convolution that is computed again wherever it is read. For a window of few numbers, as in the first
/// layer of a network, that takes less time than to read the output from memory.
template <class T>
class RecomputedImages : public ImageSource<T> {
 public:
  /// Whether so few products make an output that it is not worth its memory, in a batch that takes much of it.
  static bool fits(Conv2d& layer, const ImageSource<T>& x, const FusionOptions& options);

  /// The output for x, with the layer's weights of now.
  void set(Conv2d& layer, const ImageSource<T>& x);

  /// Lets go of everything.
  void forget();

  ImageSize size() const override { return convolution_.result_size(); }
  Index samples() const override { return x_->samples(); }
  Index scratch_count() const override;
  void row(Index n, Index h, Index column, Index count, T* to, T* scratch) const override;

 private:
  const ImageSource<T>* x_ = nullptr;
  DirectConvolution<T> convolution_{};
  Tensor packed_, bias_;
};

}  // namespace strata::fast_cpu
