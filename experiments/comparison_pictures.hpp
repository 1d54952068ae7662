#pragma once

#include <string>
#include <vector>

#include "experiments/network_comparison.hpp"

namespace strata::experiments {

/// Adds to the report what every comparison shows: learning curves, confusions and the flow of gradients, each of the
/// first recipe, the curves of all.
void add_pictures(Report& report, const std::vector<std::string>& networks, const ComparisonRun& run);

}  // namespace strata::experiments
