#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "experiments/gradient_flow.hpp"

namespace strata::experiments {

/// How far an epoch's sum of losses had come at some step.
struct LossSample {
  Index step = 0;       ///< taken so far
  Index epoch = 0;      ///< from 1
  double loss_sum = 0;  ///< over the samples of this epoch so far
  Index samples = 0;    ///< how many
};

/// What was seen inside a training, about fifty times.
struct TrainingTrace {
  GradientFlow gradients;          ///< of each layer's weight
  std::vector<LossSample> losses;  ///< of the training images, while the network changed
};

/// The mean loss between two looks, as a curve.
struct LossCurve {
  std::vector<double> steps;   ///< where each piece ends
  std::vector<double> losses;  ///< its mean loss per sample
};

/// The curve of a trace.
LossCurve loss_curve(const std::vector<LossSample>& losses);

/// @{
/// As JSON, and back. @throws nlohmann::json::exception where the JSON is another one
nlohmann::ordered_json json_of(const TrainingTrace& trace);
TrainingTrace trace_of(const nlohmann::ordered_json& json);
/// @}

}  // namespace strata::experiments
