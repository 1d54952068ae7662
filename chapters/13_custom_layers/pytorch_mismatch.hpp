#pragma once

#include "13_custom_layers/pytorch_weights.hpp"

namespace strata {

/// @throws Error that lists what is missing, too much or of another shape, and which network would fit
void expect_no_mismatch(Module& network, const WeightsFile& file, WeightsFormat format);

}  // namespace strata
