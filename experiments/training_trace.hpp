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

/// What was seen inside a training, at about fifty looks. They are equally far apart, and the last one is after the
/// last step; so what comes before the first one may be less.
struct TrainingTrace {
  Index steps = 0;                 ///< of the whole training
  GradientFlow gradients;          ///< of each layer's weight, look by look
  std::vector<LossSample> losses;  ///< of the training images while the network changed: at each look, and where an
                                   ///< epoch ends, since the next one's sum begins at 0

  /// Steps from one look to the next.
  Index interval() const;

  /// Whether there is a look after so many steps.
  bool is_look(Index step) const { return (steps - step) % interval() == 0; }
};

/// The mean loss from one look to the next, as a curve. Every point is a mean over as many steps, so that none is
/// noisier than the others: fewer steps before the first look have no point.
struct LossCurve {
  std::vector<double> steps;   ///< where each piece ends
  std::vector<double> losses;  ///< its mean loss per sample
};

/// The curve of a trace. What comes before or behind a look that is missing has no point.
LossCurve loss_curve(const TrainingTrace& trace);

/// @{
/// As JSON, and back. @throws nlohmann::json::exception where the JSON is another one
nlohmann::ordered_json json_of(const TrainingTrace& trace);
TrainingTrace trace_of(const nlohmann::ordered_json& json);
/// @}

}  // namespace strata::experiments
