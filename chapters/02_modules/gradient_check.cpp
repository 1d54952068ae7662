#include "02_modules/gradient_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "02_modules/backward_runs.hpp"
#include "02_modules/finite_difference.hpp"
#include "02_modules/nan_memory.hpp"
#include "02_modules/tensor_check.hpp"
#include "common/error.hpp"

namespace strata {
namespace {

// Different from entry to entry and never near zero.
Tensor upstream_gradient(const Shape& shape, Rng& rng) {
  Tensor dy(shape, {Device::cpu, Dtype::f64});
  for (double& value : dy.values<double>()) value = rng.uniform(0.5, 1.5) * (rng.uniform() < 0.5 ? -1 : 1);
  return dy;
}

// NaN equals nothing, not even itself: every comparison that follows would blame the backward pass for it.
void expect_finite(const GradientSubject::Slot& slot) {
  const std::span<const double> values = slot.value.values<double>();
  const auto found = std::ranges::find_if_not(values, [](double value) { return std::isfinite(value); });
  if (found == values.end()) return;
  const std::string number = std::isnan(*found) ? "nan" : fmt::format("{}", *found);  // no "-nan"
  throw Error({fmt::format("check_gradients, {}", slot.name),
               fmt::format("{} at {}", number, entry_name(slot.value.shape(), found - values.begin())),
               "a finite number in every entry",
               "there is no slope to measure; find out where this number comes from"});
}

}  // namespace

GradientReport check_gradients(GradientSubject& subject, const GradientCheckOptions& options) {
  if (!(options.tolerance > 0) || options.entries < 1 || options.directions < 0) {
    throw Error(
        {"check_gradients",
         fmt::format("tolerance {}, {} entries, {} directions", options.tolerance, options.entries, options.directions),
         "a tolerance above 0, 1 entry or more, 0 directions or more", "a check that compares nothing passes"});
  }
  std::ranges::for_each(subject.slots(), expect_finite);
  Rng rng(options.seed, Stream::test);
  // The very first forward pass sees another input: whatever is cached once and for all is stale from then on.
  Tensor& input = subject.slots().front().value;
  const Tensor x = input.clone();
  for (double& value : input.values<double>()) value += rng.uniform(0.5, 1.5);
  const std::vector<double> earlier_input(input.values<double>().begin(), input.values<double>().end());
  const Tensor dy = upstream_gradient(subject.forward().shape(), rng);
  input.copy_from(x);
  const BackwardRuns backward = run_backward(subject, dy, earlier_input);
  FiniteDifference measure(subject, dy.clone());
  std::vector<TensorReport> reports;
  for (std::size_t slot = 0; slot < subject.slots().size(); ++slot) {
    TensorCheck check(measure, slot, backward.gradients[slot], options, rng);
    reports.push_back(check.run(backward.bookkeeping[slot], earlier_input));
  }
  return {std::move(reports), options.tolerance};
}

GradientReport check_gradients(const Module& module, const Tensor& x, const GradientCheckOptions& options) {
  // Every block comes filled with NaN, so that an element of an output or of an input gradient that nobody wrote is
  // seen.
  const NanMemory memory(x.device());
  ModuleSubject subject(module, x);
  return check_gradients(subject, options);
}

}  // namespace strata
