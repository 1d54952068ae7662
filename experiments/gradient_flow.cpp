#include "experiments/gradient_flow.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "common/median_time.hpp"

namespace strata::experiments {
namespace {

constexpr double far_apart = 1000;

// Sums in float64, since a layer may have millions of numbers.
double length_of(const Tensor& tensor) {
  double squares = 0;
  for (const float number : tensor.values<float>()) squares += static_cast<double>(number) * number;
  return std::sqrt(squares);
}

bool is_layer_weight(const Parameter& parameter) {
  return parameter.path.ends_with(".weight") && parameter.value.shape().rank() >= 2;
}

std::string layer_of(const Parameter& parameter, const Module& network) {
  const std::string prefix = network.path() + ".", suffix = ".weight";
  const std::string& path = parameter.path;
  const std::size_t begin = path.starts_with(prefix) ? prefix.size() : 0;
  return path.substr(begin, path.size() - suffix.size() - begin);
}

double first_to_last(const GradientFlow& flow) {
  const std::vector<double> sizes = typical_sizes(flow);
  return sizes.front() / sizes.back();
}

}  // namespace

nlohmann::ordered_json json_of(const GradientFlow& flow) {
  return {{"layers", flow.layers}, {"steps", flow.steps}, {"sizes", flow.sizes}};
}

GradientFlow flow_of(const nlohmann::ordered_json& json) {
  return {json.at("layers").get<std::vector<std::string>>(), json.at("steps").get<std::vector<Index>>(),
          json.at("sizes").get<std::vector<std::vector<double>>>()};
}

void look_at_gradients(GradientFlow& flow, Module& network, Index step) {
  const bool first = flow.layers.empty();
  std::vector<double> sizes;
  for (const Parameter* parameter : network.parameters()) {
    if (!is_layer_weight(*parameter)) continue;
    if (first) flow.layers.push_back(layer_of(*parameter, network));
    sizes.push_back(length_of(parameter->grad()) / length_of(std::as_const(parameter->value)));
  }
  flow.steps.push_back(step);
  flow.sizes.push_back(std::move(sizes));
}

std::vector<double> typical_sizes(const GradientFlow& flow) {
  std::vector<double> typical;
  for (std::size_t layer = 0; layer < flow.layers.size(); ++layer) {
    std::vector<double> over_steps;
    for (const std::vector<double>& sizes : flow.sizes) over_steps.push_back(sizes[layer]);
    typical.push_back(median(std::move(over_steps)));
  }
  return typical;
}

FlowVerdict verdict_of(const GradientFlow& flow) {
  const double ratio = first_to_last(flow);
  if (ratio < 1 / far_apart) return FlowVerdict::vanishing;
  return ratio > far_apart ? FlowVerdict::exploding : FlowVerdict::even;
}

std::string describe(const GradientFlow& flow) {
  if (flow.sizes.empty()) return "";
  const double ratio = first_to_last(flow);
  switch (verdict_of(flow)) {
    case FlowVerdict::vanishing:
      return fmt::format("vanishing ({:.1e})", ratio);
    case FlowVerdict::exploding:
      return fmt::format("exploding ({:.1e})", ratio);
    default:
      return fmt::format("even ({:.2g})", ratio);
  }
}

}  // namespace strata::experiments
