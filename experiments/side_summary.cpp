#include "experiments/side_summary.hpp"

#include <fmt/format.h>

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

Spread accuracy_of(const Side& side, double SideRun::*accuracy) {
  return over_runs(side, [&](const SideRun& run) { return run.*accuracy; });
}

Spread loss_after(const Side& side, std::size_t epoch) {
  return over_runs(side, [&](const SideRun& run) { return run.losses.at(epoch); });
}

std::vector<double> mean_losses(const Side& side) {
  std::vector<double> losses;
  for (std::size_t epoch = 0; epoch < side.runs.front().losses.size(); ++epoch) {
    losses.push_back(loss_after(side, epoch).mean);
  }
  return losses;
}

TimeRange middle_time(const Side& side, TimedPass SideRun::*pass) {
  const auto middle = [&](double TimeRange::*number) {
    std::vector<double> numbers;
    for (const SideRun& run : side.runs) numbers.push_back((run.*pass).time.*number);
    return median(numbers);
  };
  return {middle(&TimeRange::median), middle(&TimeRange::low), middle(&TimeRange::high)};
}

double slowest_by_fastest_epoch(const Side& side) {
  std::vector<double> seconds;
  for (const SideRun& run : side.runs) seconds.insert(seconds.end(), run.seconds.begin(), run.seconds.end());
  const Spread all = spread_of(seconds);
  return all.high / all.low;
}

std::string different_texts(const Side& side, const std::function<std::string(const SideRun&)>& text) {
  std::vector<std::string> texts;
  for (const SideRun& run : side.runs) {
    const std::string of_run = text(run);
    if (std::ranges::find(texts, of_run) == texts.end()) texts.push_back(of_run);
  }
  return fmt::format("{}", fmt::join(texts, " / "));
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

bool same_work(const Side& one, const Side& other) { return !loss_differences(one, other).empty(); }

std::string head_of(const Side& side, const Side& other) {
  if (side.stored.empty()) return side.name;
  return side.name + (same_work(side, other) ? ", stored run" : ", stored run (not comparable)");
}

}  // namespace strata::experiments
