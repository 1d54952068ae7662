#pragma once

#include <vector>

#include "07_training/experiment.hpp"

namespace strata::experiments {

/// The middle one of some measurements, and what a tenth of them lies below and above.
/// @throws Error if there are none
TimeRange middle_and_range(std::vector<double> measurements);

}  // namespace strata::experiments
