#pragma once

#include <vector>

#include "experiments/layer_measurements.hpp"
#include "experiments/report.hpp"

namespace strata::experiments {

/// Adds to the report: the homework's layers beside its values, all layers beside what analysis says, and custom layers
/// beside standard ones, in training and in inference.
void add_layer_tables(Report& report, const std::vector<LayerMeasurement>& all, const Request& request);

}  // namespace strata::experiments
