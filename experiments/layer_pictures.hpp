#pragma once

#include <vector>

#include "experiments/layer_measurements.hpp"
#include "experiments/report.hpp"

namespace strata::experiments {

/// Adds to the report: times of custom layers with the standard layers beside them, the homework's mean gradients among
/// ours, and three activations with their slopes.
void add_layer_pictures(Report& report, const std::vector<LayerMeasurement>& all);

}  // namespace strata::experiments
