#pragma once

#include "01_tensors/tensor.hpp"

namespace strata {

/// Pixels from 0 to 255 as numbers from 0 to 1: a float32 tensor of its own, of the images' shape.
Tensor scaled_pixels(const Tensor& images);

}  // namespace strata
