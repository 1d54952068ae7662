#pragma once

// From the number of a thread to a place in a batch of images. For files that hold kernels (.cu).

#include "01_tensors/image.hpp"
#include "01_tensors/tensor.hpp"
#include "15_cuda_kernels/elementwise.hpp"
#include "19_cuda_convolution/divisor.hpp"

namespace strata::cuda_convolution {

/// @{
/// The elements of a [N,H,W,C] tensor, wherever they lie.
template <class T>
Image<T> image_of(Tensor& tensor) {
  return {tensor.data<T>(), tensor.dim(0), tensor.dim(1), tensor.dim(2), tensor.dim(3)};
}
template <class T>
Image<const T> image_of(const Tensor& tensor) {
  return {tensor.data<T>(), tensor.dim(0), tensor.dim(1), tensor.dim(2), tensor.dim(3)};
}
template <class T>
Image<const T> image_of(const Tensor&&) = delete;
/// @}

/// Where an element stands in a batch of images.
struct Place {
  Index n;  ///< sample
  Index h;  ///< row
  Index w;  ///< column
  Index c;  ///< channel
};

// [region places]
/// The places of a batch of images in the order of memory (19.1).
class Places {
 public:
  /// @throws Error with `where` if there are more elements than 31 bits can number
  template <class T>
  Places(const Image<T>& image, const char* where)
      : channels_(image.channels), width_(image.width), height_(image.height), count_(image.count()) {
    expect_countable(count_, where);
  }

  /// (19.2)  c = e mod C, w = ⌊e / C⌋ mod W, h = ⌊e / (C W)⌋ mod H, n = ⌊e / (C W H)⌋
  constexpr Place operator()(Index e) const {
    const Index pixel = channels_.quotient(e), row = width_.quotient(pixel), n = height_.quotient(row);
    return {n, height_.remainder(row, n), width_.remainder(pixel, row), channels_.remainder(e, pixel)};
  }

  /// How many elements there are.
  constexpr Index count() const { return count_; }

 private:
  Divisor channels_, width_, height_;
  Index count_;
};
// [endregion places]

}  // namespace strata::cuda_convolution
