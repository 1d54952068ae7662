#pragma once

#include <fmt/format.h>

#include <cmath>
#include <string>

#include "02_modules/parameter.hpp"
#include "common/error.hpp"

namespace strata {

/// The size of a sample's last axis. @throws Error where it has no axis
inline Index channels_of(const Shape& sample, const std::string& layer) {
  if (sample.rank() > 0) return sample[sample.rank() - 1];
  throw Error({layer + ", input", "samples of a single number", "samples with an axis of channels",
               "build it for samples of shape [C] or [H,W,C]"});
}

/// @throws Error unless ε, an option of this layer, is a finite number above 0
inline void expect_epsilon(double epsilon, const std::string& layer) {
  if (epsilon > 0 && std::isfinite(epsilon)) return;
  throw Error({layer + ", epsilon", fmt::format("{}", epsilon), "a finite number above 0",
               "with 0, a channel whose values are all equal would be divided by 0; leave it out for 1e-5"});
}

/// Writes a gradient that is ready as the parameter says: assigned if it was stale, added otherwise (2.5).
inline void give_gradient(Parameter& parameter, const Tensor& gradient) {
  const auto [tensor, write] = parameter.write_grad();
  if (write == Write::assign) {
    tensor.copy_from(gradient);
  } else {
    tensor.add(gradient);
  }
}

}  // namespace strata
