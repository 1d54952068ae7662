#pragma once

#include "common/index.hpp"

namespace strata {

/// A batch of images in NHWC order: image(n, h, w, c). T may be const. Plain C++ without Eigen, so that kernels of every
/// device can use it.
template <class T>
struct Image {
  T* data;         ///< the first element
  Index samples;   ///< N
  Index height;    ///< H
  Index width;     ///< W
  Index channels;  ///< C

  /// The element at sample n, row h, column w, channel c. Not checked: this is the inside of a loop.
  constexpr T& operator()(Index n, Index h, Index w, Index c) const {
    return data[((n * height + h) * width + w) * channels + c];
  }

  /// How many elements there are.
  constexpr Index count() const { return samples * height * width * channels; }
};

}  // namespace strata
