#pragma once

#include <string>
#include <vector>

#include "13_custom_layers/comparison.hpp"
#include "experiments/layer_measurements.hpp"
#include "experiments/request.hpp"
#include "experiments/statistics.hpp"
#include "experiments/turns.hpp"

namespace strata::experiments {

/// What a forward and a backward pass of a block take for batches of one size.
struct BlockBatch {
  Index images = 0;                         ///< of a batch
  TimeRange pass{};                         ///< forward and back, in milliseconds
  std::size_t kept = 0;                     ///< bytes from the end of the forward pass to the backward pass
  std::size_t most = 0;                     ///< bytes in use at any time, beside images and parameters
  std::vector<LayerGradients> gradients{};  ///< of the mean of all outputs, seed by seed

  /// One of the gradient's numbers over the seeds.
  Spread over_seeds(double LayerGradients::*number) const { return spread_of(gradients, number); }
};

/// What was measured of one of compared_blocks().
struct BlockMeasurement {
  std::string name;       ///< "BasicResidualBlock"
  BlockBatch four{};      ///< batches of 4 images
  BlockBatch sixteen{};   ///< and of 16, which the homework timed
  TimeRange one{};        ///< a forward pass of one image in evaluation mode, in milliseconds
  TimeRange inference{};  ///< and of 64

  /// How many numbers the block learns.
  Index parameters() const { return four.gradients.front().parameters; }
};

/// Measures all of them; they run as the request says, and take turns.
std::vector<BlockMeasurement> measure_blocks(const Request& request);

}  // namespace strata::experiments
