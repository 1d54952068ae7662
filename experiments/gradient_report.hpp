#pragma once

#include <string>
#include <vector>

#include "experiments/network_comparison.hpp"

namespace strata::experiments {

/// Adds each network's gradient flow: how large the gradient of every layer's weight is beside the weight, over the
/// training with the first seed, as a picture, and the verdict for all networks as a table.
void add_gradient_flow(Report& report, const std::vector<std::string>& networks, const ComparisonRun& run,
                       const std::string& recipe);

}  // namespace strata::experiments
