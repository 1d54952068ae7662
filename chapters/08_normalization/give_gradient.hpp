#pragma once

#include "02_modules/parameter.hpp"

namespace strata {

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
