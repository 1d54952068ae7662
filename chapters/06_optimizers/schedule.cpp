#include "06_optimizers/schedule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "06_optimizers/optimizer.hpp"
#include "common/error.hpp"

namespace strata {
namespace {

void expect_length(std::string_view what, Index length, Index least = 1) {
  if (length >= least) return;
  throw Error(
      {fmt::format("Schedule, {}", what), fmt::format("{} steps", length), fmt::format("{} or more", least), ""});
}

double expect_rate(double rate) {
  expect_not_negative("Schedule", "learning rate", rate);
  return rate;
}

// From `begin` to `end` along half a period of a cosine, as `part` goes from 0 to 1.
double along_cosine(double begin, double end, double part) {
  return end + (begin - end) / 2 * (1 + std::cos(std::numbers::pi * part));
}

}  // namespace

double Schedule::at(Index step) const {
  if (step < 0) throw Error({"Schedule", fmt::format("step {}", step), "0 or more", "steps count from 0"});
  return rate_(step);
}

Schedule Schedule::constant(double rate) {
  expect_rate(rate);
  return Schedule([=](Index) { return rate; });
}

// (6.24)
Schedule Schedule::stairs(double rate, Index length, double factor) {
  expect_rate(rate);
  expect_length("stairs", length);
  expect_not_negative("Schedule", "factor", factor);
  return Schedule([=](Index step) {
    const Index stair = step / length;
    return rate * std::pow(factor, static_cast<double>(stair));
  });
}

// (6.25)
Schedule Schedule::milestones(double rate, std::vector<Index> milestones, double factor) {
  expect_rate(rate);
  expect_not_negative("Schedule", "factor", factor);
  const auto descent = std::ranges::adjacent_find(milestones, std::greater_equal<>());
  if (descent != milestones.end()) {
    throw Error({"Schedule, milestones", fmt::format("{} after {}", descent[1], descent[0]), "steps that ascend", ""});
  }
  return Schedule([=, milestones = std::move(milestones)](Index step) {
    const auto passed = std::ranges::upper_bound(milestones, step) - milestones.begin();
    return rate * std::pow(factor, static_cast<double>(passed));
  });
}

// [region cosine]
// (6.26)
Schedule Schedule::cosine(double rate, Index length, double lowest) {
  expect_rate(rate);
  expect_length("cosine", length);
  expect_not_negative("Schedule", "lowest rate", lowest);
  return Schedule([=](Index step) {
    return along_cosine(rate, lowest, static_cast<double>(std::min(step, length)) / static_cast<double>(length));
  });
}
// [endregion cosine]

// (6.27)
Schedule Schedule::one_cycle(double peak, Index length, OneCycle options) {
  expect_rate(peak);
  expect_length("one cycle", length, 2);
  if (!(options.rising_share > 0 && options.rising_share < 1)) {
    throw Error({"Schedule, one cycle", fmt::format("a rising share of {}", options.rising_share),
                 "between 0 and 1, both left out", ""});
  }
  for (const double divisor : {options.start_divisor, options.end_divisor}) {
    if (divisor > 0 && std::isfinite(divisor)) continue;
    throw Error({"Schedule, one cycle", fmt::format("the divisor {}", divisor), "a finite number above 0", ""});
  }
  const double start = peak / options.start_divisor, end = start / options.end_divisor;
  const auto last = static_cast<double>(length - 1);
  const double top = options.rising_share * static_cast<double>(length) - 1;  // where PyTorch has the peak
  return Schedule([=](Index step) {
    const double now = std::min(static_cast<double>(step), last);
    if (now < top) return along_cosine(start, peak, now / top);
    return along_cosine(peak, end, (now - top) / (last - top));
  });
}

// (6.28)
Schedule Schedule::inverse_sqrt(double rate, Index warm_up) {
  expect_rate(rate);
  expect_length("warm-up", warm_up);
  const auto w = static_cast<double>(warm_up);
  return Schedule([=](Index step) {
    const auto t = static_cast<double>(step);
    return t < w ? 1e-5 + (rate - 1e-5) * t / w : rate * std::sqrt(w) / std::sqrt(t);
  });
}

Schedule Schedule::inverse_sqrt_flat(double rate, Index warm_up) {
  expect_rate(rate);
  expect_length("warm-up", warm_up);
  const auto w = static_cast<double>(warm_up);
  return Schedule([=](Index step) { return rate * std::sqrt(w) / std::sqrt(std::max(w, static_cast<double>(step))); });
}

Schedule Schedule::inverse_sqrt_from_zero(double rate, Index warm_up) {
  expect_rate(rate);
  expect_length("warm-up", warm_up);
  const auto w = static_cast<double>(warm_up);
  return Schedule([=](Index step) {
    const auto t = static_cast<double>(step);
    return t < w ? rate * t / w : rate * std::sqrt(w) / std::sqrt(t);
  });
}

}  // namespace strata
