#pragma once

#include <vector>

#include "experiments/network_summary.hpp"
#include "experiments/report.hpp"

namespace strata::experiments {

/// Adds a table of the networks' accuracies beside PyTorch's, with the homework's settings on both sides, and what the
/// accuracy rule says of each. Nothing without trainings that are comparable with the homework's.
void add_accuracy_rule(Report& report, const std::vector<NetworkSummary>& all);

}  // namespace strata::experiments
