#pragma once

#include <cstdint>

#include "01_tensors/dataset.hpp"
#include "02_modules/sequential.hpp"

namespace strata {

/// Three layers with ReLU and Dropout after the first two, of equal width: far more numbers than a thousand images can
/// decide. Two networks with one seed start with the same weights, whatever p is.
Sequential wide_net(const Dataset& data, Index width, double p, std::uint64_t seed);

}  // namespace strata
