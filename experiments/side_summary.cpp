#include "experiments/side_summary.hpp"

#include <algorithm>
#include <cmath>

#include "common/median_time.hpp"

namespace strata::experiments {
namespace {

template <class Value>
Spread over_runs(const Side& side, const Value& value) {
  std::vector<double> numbers;
  for (const SideRun& run : side.runs) numbers.push_back(value(run));
  return spread_of(numbers);
}

}  // namespace

Spread training_time(const Side& side) {
  return over_runs(side, [](const SideRun& run) { return run.training_seconds(); });
}

Spread test_accuracy(const Side& side) {
  return over_runs(side, [](const SideRun& run) { return run.test_accuracy; });
}

std::vector<double> mean_losses(const Side& side) {
  std::vector<double> losses;
  for (std::size_t epoch = 0; epoch < side.runs.front().losses.size(); ++epoch) {
    losses.push_back(over_runs(side, [&](const SideRun& run) { return run.losses.at(epoch); }).mean);
  }
  return losses;
}

InferenceTime middle_time(const Side& side, InferenceTime SideRun::*time) {
  const auto middle = [&](double InferenceTime::*number) {
    std::vector<double> numbers;
    for (const SideRun& run : side.runs) numbers.push_back(run.*time.*number);
    return median(numbers);
  };
  return {middle(&InferenceTime::median), middle(&InferenceTime::low), middle(&InferenceTime::high)};
}

std::string source_of(const Side& side) { return side.stored.empty() ? "measured" : "stored run of " + side.stored; }

std::vector<double> loss_differences(const Side& one, const Side& other) {
  std::vector<double> differences;
  for (const SideRun& run : one.runs) {
    const auto same = std::ranges::find(other.runs, run.work, &SideRun::work);
    if (same == other.runs.end()) continue;
    differences.resize(run.losses.size());
    for (std::size_t i = 0; i < run.losses.size(); ++i) {
      differences[i] = std::max(differences[i], std::abs(run.losses[i] - same->losses.at(i)));
    }
  }
  return differences;
}

}  // namespace strata::experiments
