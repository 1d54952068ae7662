#pragma once

#include "01_tensors/dataset.hpp"
#include "01_tensors/random.hpp"

namespace strata {

/// Images that can be learnt: class k is bright in a part of its pixels, under noise.
inline Dataset learnable_images(Index count, Index classes, std::uint64_t seed, Index channels = 1) {
  constexpr Index side = 6;
  Dataset data{"learnable",
               Tensor({{count, side, side, channels}, "NHWC"}, {Device::cpu, Dtype::u8}),
               Tensor({{count}, "N"}, {Device::cpu, Dtype::i32}),
               {}};
  for (Index k = 0; k < classes; ++k) data.class_names.push_back("class " + std::to_string(k));
  Rng rng(seed, Stream::test);
  const Index pixels = side * side * channels;
  for (Index n = 0; n < count; ++n) {
    const Index label = n % classes;
    data.labels.values<std::int32_t>()[static_cast<std::size_t>(n)] = static_cast<std::int32_t>(label);
    for (Index i = 0; i < pixels; ++i) {
      const Index bright = i * classes / pixels == label ? 120 : 0;
      data.images.values<std::uint8_t>()[static_cast<std::size_t>(n * pixels + i)] =
          static_cast<std::uint8_t>(bright + rng.below(130));
    }
  }
  return data;
}

}  // namespace strata
