#pragma once

#include "13_custom_layers/pytorch_weights.hpp"

namespace strata {

/// Whether a file fits a network as one of the other side: PyTorch's where Strata's is wanted, or the other way round.
bool fits_other_format(Module& network, const WeightsFile& file, WeightsFormat wanted);

/// @throws Error that lists what is missing, too much or of another shape, and which network would fit
void expect_no_mismatch(Module& network, const WeightsFile& file, WeightsFormat format);

}  // namespace strata
