#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "experiments/network_comparison.hpp"

namespace strata::experiments {

/// Which layers a picture of so many lines shows: all of them; or the first, the last, the one whose gradients are
/// smallest, and some between these. The flow has one layer at least, and there are three lines or more.
std::set<std::size_t> shown_layers(const GradientFlow& flow, std::size_t most);

/// Adds each network's gradient flow: how large the gradient of every layer's weight is beside the weight, over the
/// training with the first seed, as a picture, and the verdict for all networks as a table.
void add_gradient_flow(Report& report, const std::vector<std::string>& networks, const ComparisonRun& run,
                       const std::string& recipe);

}  // namespace strata::experiments
