#include "experiments/training_trace.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

namespace strata::experiments {
namespace {

constexpr Index looks = 50;

// The same sums from the first step of the training on, where the epochs' own begin at 0 again and again.
std::vector<LossSample> sums_of_all_epochs(const std::vector<LossSample>& losses) {
  std::vector<LossSample> sums;
  LossSample over, last;  // the epochs that are over, and how far the one under way is
  for (const LossSample& now : losses) {
    if (now.epoch != last.epoch) {
      over.loss_sum += last.loss_sum;
      over.samples += last.samples;
    }
    last = now;
    sums.push_back({now.step, now.epoch, over.loss_sum + now.loss_sum, over.samples + now.samples});
  }
  return sums;
}

}  // namespace

Index TrainingTrace::interval() const { return std::max<Index>(1, (steps + looks / 2) / looks); }

LossCurve loss_curve(const TrainingTrace& trace) {
  LossCurve curve;
  LossSample before;
  for (const LossSample& now : sums_of_all_epochs(trace.losses)) {
    if (!trace.is_look(now.step)) continue;
    if (now.step - before.step == trace.interval()) {
      curve.steps.push_back(static_cast<double>(now.step));
      curve.losses.push_back((now.loss_sum - before.loss_sum) / static_cast<double>(now.samples - before.samples));
    }
    before = now;
  }
  return curve;
}

nlohmann::ordered_json json_of(const TrainingTrace& trace) {
  nlohmann::ordered_json losses = nlohmann::ordered_json::array();
  for (const LossSample& sample : trace.losses) {
    losses.push_back({sample.step, sample.epoch, sample.loss_sum, sample.samples});
  }
  return {{"steps", trace.steps}, {"gradients", json_of(trace.gradients)}, {"losses", losses}};
}

TrainingTrace trace_of(const nlohmann::ordered_json& json) {
  TrainingTrace trace{.steps = json.at("steps"), .gradients = flow_of(json.at("gradients")), .losses = {}};
  for (const auto& sample : json.at("losses")) {
    trace.losses.push_back({sample.at(0), sample.at(1), sample.at(2), sample.at(3)});
  }
  return trace;
}

}  // namespace strata::experiments
