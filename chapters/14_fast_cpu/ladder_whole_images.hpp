#pragma once

#include "14_fast_cpu/convolution_loops.hpp"
#include "14_fast_cpu/images.hpp"

namespace strata::fast_cpu {

/// What steps 4 to 6 have in common: packs the weight, copies each image with zeros around it, so that the loops need
/// not ask where the border is, and computes image by image.
template <class Convolution>
void convolve_whole_images(const Convolution& convolution, const Tensor& x, const Tensor& weight, Tensor& y) {
  const StoredImages<float> images(x);
  const Tensor packed = packed_weight<float>(convolution, weight);
  float* const first = y.data<float>();
  const Index count = convolution.result_size().count();
  convolve<float>(
      convolution, units_of(convolution, x.dim(0)), packed.data<float>(), nullptr,
      [&](Index n, const Extent& part, float* to, Index) { load_padded<float>(images, n, part, to, nullptr); },
      [=](const Unit& unit, Index) { return first + unit.first * count; },
      [](Index, const Unit&, const float*, Index) {});
}

}  // namespace strata::fast_cpu
