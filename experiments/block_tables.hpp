#pragma once

#include <vector>

#include "experiments/block_measurements.hpp"
#include "experiments/block_stability.hpp"
#include "experiments/report.hpp"

namespace strata::experiments {

/// Adds to the report: the blocks beside the homework's values, inference and memory, gradients of the mean of all
/// outputs, accuracies of small networks around them, and how alike these trainings went.
void add_block_tables(Report& report, const std::vector<BlockMeasurement>& all, const ComparisonRun& run,
                      const Request& request);

}  // namespace strata::experiments
