#pragma once

#include <map>
#include <string>

#include "experiments/network_comparison.hpp"
#include "experiments/network_times.hpp"

namespace strata::experiments {

/// Adds to the report: each network beside the homework's value, with both recipes; each recipe by itself; and the
/// homework's settings beside PyTorch's accuracies, where those are stored.
void add_tables(Report& report, const NetworkComparison& comparison, const ComparisonRun& run,
                const std::map<std::string, NetworkTimes>& times, const Request& request);

}  // namespace strata::experiments
