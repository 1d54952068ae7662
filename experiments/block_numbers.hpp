#pragma once

#include <vector>

#include "experiments/block_measurements.hpp"
#include "experiments/block_stability.hpp"
#include "experiments/report.hpp"

namespace strata::experiments {

/// Adds to the report the numbers behind add_block_tables(), for programs: a row for each block.
void add_block_numbers(Report& report, const std::vector<BlockMeasurement>& all, const ComparisonRun& run,
                       const Request& request);

}  // namespace strata::experiments
