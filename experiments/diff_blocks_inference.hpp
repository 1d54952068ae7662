#pragma once

#include <vector>

#include "experiments/network_comparison.hpp"
#include "experiments/turns.hpp"

namespace strata::experiments {

/// How long forward passes of a network take, in evaluation mode.
struct DiffBlocksInference {
  TimeRange one{};                    ///< of one image, in milliseconds
  TimeRange batch{};                  ///< of 64 images, likewise
  std::vector<double> test_images{};  ///< seconds of all test images, in the batches of the training, round by round
};

/// Of the networks of a run, in their order. They take turns, after a warm-up; batches are made before.
std::vector<DiffBlocksInference> measure_inference(const ComparisonRun& run, const Request& request);

}  // namespace strata::experiments
