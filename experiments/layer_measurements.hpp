#pragma once

#include <string>
#include <vector>

#include "13_custom_layers/comparison.hpp"
#include "experiments/request.hpp"
#include "experiments/statistics.hpp"
#include "experiments/turns.hpp"

namespace strata::experiments {

/// One of the gradients' numbers over the seeds.
Spread spread_of(const std::vector<LayerGradients>& gradients, double LayerGradients::*number);

/// What was measured of a layer of compared_layers().
struct LayerMeasurement {
  std::string name;                       ///< "Swish(1)"
  Shape images;                           ///< that it was given
  std::vector<LayerGradients> gradients;  ///< of the mean of all outputs, seed by seed
  std::vector<double> seconds;            ///< of 100 forward and backward passes, round by round
  TimeRange one{};                        ///< a forward pass of one image in evaluation mode, in milliseconds
  TimeRange batch{};                      ///< and of 64
  bool right = false;                     ///< whether the gradient check found nothing wrong
  double worst_error = 0;                 ///< of the check's comparisons, relative

  /// One of the gradient's numbers over the seeds.
  Spread over_seeds(double LayerGradients::*number) const { return spread_of(gradients, number); }

  /// How many numbers the layer learns.
  Index parameters() const { return gradients.front().parameters; }
};

/// Measures all of them but nothing at all: gradients for every seed, each with a layer of its own, so that nothing is
/// left from another; times in rounds in which the layers take turns, forward and back, and forward alone; and a
/// gradient check in float64.
std::vector<LayerMeasurement> measure_layers(const Request& request);

/// The measurement of this layer. @throws Error if there is none
const LayerMeasurement& measurement_of(const std::string& layer, const std::vector<LayerMeasurement>& all);

}  // namespace strata::experiments
