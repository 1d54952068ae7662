#pragma once

#include <vector>

#include "experiments/layer_measurements.hpp"
#include "experiments/report.hpp"

namespace strata::experiments {

/// Adds to the report the numbers behind add_layer_tables(), for programs: a row for each layer.
void add_layer_numbers(Report& report, const std::vector<LayerMeasurement>& all, const Request& request);

}  // namespace strata::experiments
