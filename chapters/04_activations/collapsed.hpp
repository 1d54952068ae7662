#pragma once

#include "03_linear/linear.hpp"

namespace strata {

/// One Linear layer that computes what the two compute one after the other (4.1). Both are built, in float32, and have
/// biases.
Linear collapsed(Linear& first, Linear& second);

}  // namespace strata
