#pragma once

// One input and one target that every data set of images has: this chapter's program fits a line to them, and chapter
// 5's two.

#include "01_tensors/dataset.hpp"
#include "01_tensors/tensor.hpp"

namespace strata {

/// The mean brightness of both halves of every image, from 0 for black to 1. The last column of an odd width belongs to
/// neither; images of one column have no halves, and NaN for their brightness.
struct ImageHalves {
  Tensor left;   ///< [N,1] in float32
  Tensor right;  ///< [N,1] in float32
};

/// Measures every image of a data set.
ImageHalves mean_brightness(const Dataset& data);

}  // namespace strata
