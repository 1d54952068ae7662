#pragma once

// What somebody who uses the layers of this chapter may get wrong.

#include <fmt/format.h>

#include <limits>
#include <string>
#include <string_view>

#include "01_tensors/shape.hpp"
#include "02_modules/module.hpp"
#include "common/error.hpp"

namespace strata {

/// The size of a sample's last axis. @throws Error where it has no axis
inline Index channels_of(const Shape& sample, const std::string& layer) {
  if (sample.rank() > 0) return sample[sample.rank() - 1];
  throw Error({layer + ", input", "samples of a single number", "samples with an axis of channels",
               "build it for samples of shape [C] or [H,W,C]"});
}

/// @throws Error unless ε, an option of this layer, is a number above 0 that is neither 0 nor infinity in float32
inline void expect_epsilon(double epsilon, const std::string& layer) {
  using Narrow = std::numeric_limits<float>;
  if (epsilon >= Narrow::min() && epsilon <= Narrow::max()) return;
  throw Error({layer + ", epsilon", fmt::format("{}", epsilon), "a finite number above 0 that float32 can write",
               "with 0, a channel whose values are all equal would be divided by 0; leave it out for 1e-5"});
}

/// @throws Error unless a layer has a scale and a shift; `part` is which of them was asked for
inline void expect_affine(bool affine, const Module& layer, std::string_view part) {
  if (affine) return;
  throw Error(
      {layer.path(), fmt::format("a question for its {}", part), "a layer with one", "make it with {.affine = true}"});
}

}  // namespace strata
