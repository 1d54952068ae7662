#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "02_modules/module.hpp"

namespace strata::experiments {

/// How large the gradients of a network's weights were while it was trained.
struct GradientFlow {
  std::vector<std::string> layers;         ///< whose weights, in the order of the layers: "block1.branch.conv1"
  std::vector<Index> steps;                ///< when they were looked at
  std::vector<std::vector<double>> sizes;  ///< for each of these steps, |dL/dW| / |W| of each layer
};

/// @{
/// As JSON, and back. @throws nlohmann::json::exception where the JSON is another one
nlohmann::ordered_json json_of(const GradientFlow& flow);
GradientFlow flow_of(const nlohmann::ordered_json& json);
/// @}

/// Looks at the gradients that a step has left behind: adds one row to the flow. |.| is the root of the sum of squares.
/// Weights are parameters called "weight" with two axes or more, so not those of normalisation layers.
void look_at_gradients(GradientFlow& flow, Module& network, Index step);

/// What the sizes say of a way from the output to the input.
enum class FlowVerdict {
  even,       ///< neither of the two
  vanishing,  ///< the first layer's are less than a thousandth of the last one's
  exploding,  ///< they are more than a thousand times the last one's
};

/// The size of a layer's gradients in the middle of the training: the median over the steps.
std::vector<double> typical_sizes(const GradientFlow& flow);

/// Judged by the typical sizes of first and last layer.
FlowVerdict verdict_of(const GradientFlow& flow);

/// "even (0.31)", "vanishing (2.0e-04)": the verdict, and the first layer's typical size divided by the last one's.
std::string describe(const GradientFlow& flow);

}  // namespace strata::experiments
