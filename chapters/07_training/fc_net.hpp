#pragma once

#include "02_modules/sequential.hpp"

namespace strata {

/// The homework's first network: 784-256-128-64-10 with ReLU between, 242,762 parameters for images of 28 × 28. Build
/// it for any image; the first layer takes its size from it.
/// @param classes  how many outputs
Sequential fc_net(Index classes = 10);

}  // namespace strata
