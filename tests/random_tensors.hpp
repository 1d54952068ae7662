#pragma once

#include "01_tensors/random.hpp"
#include "01_tensors/tensor.hpp"

namespace strata {

/// A tensor of standard normal numbers.
inline Tensor normal_tensor(const Shape& shape, Rng& rng, Dtype dtype = Dtype::f64) {
  Tensor tensor(shape, {Device::cpu, Dtype::f64});
  for (double& value : tensor.values<double>()) value = rng.normal();
  return tensor.to(dtype);
}

/// A size from low to high, each equally likely.
inline Index random_size(Rng& rng, Index low, Index high) { return low + rng.below(high - low + 1); }

}  // namespace strata
