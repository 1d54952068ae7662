#include "experiments/training_trace.hpp"

#include <nlohmann/json.hpp>

namespace strata::experiments {

LossCurve loss_curve(const std::vector<LossSample>& losses) {
  LossCurve curve;
  LossSample before;
  for (const LossSample& now : losses) {
    if (now.epoch != before.epoch) before = {.step = before.step, .epoch = now.epoch};
    curve.steps.push_back(static_cast<double>(now.step));
    curve.losses.push_back((now.loss_sum - before.loss_sum) / static_cast<double>(now.samples - before.samples));
    before = now;
  }
  return curve;
}

nlohmann::ordered_json json_of(const TrainingTrace& trace) {
  nlohmann::ordered_json losses = nlohmann::ordered_json::array();
  for (const LossSample& sample : trace.losses) {
    losses.push_back({sample.step, sample.epoch, sample.loss_sum, sample.samples});
  }
  return {{"gradients", json_of(trace.gradients)}, {"losses", losses}};
}

TrainingTrace trace_of(const nlohmann::ordered_json& json) {
  TrainingTrace trace{.gradients = flow_of(json.at("gradients")), .losses = {}};
  for (const auto& sample : json.at("losses")) {
    trace.losses.push_back({sample.at(0), sample.at(1), sample.at(2), sample.at(3)});
  }
  return trace;
}

}  // namespace strata::experiments
