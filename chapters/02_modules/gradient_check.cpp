#include "02_modules/gradient_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "01_tensors/allocator.hpp"
#include "02_modules/backward_runs.hpp"
#include "02_modules/diagnosis.hpp"
#include "02_modules/finite_difference.hpp"

namespace strata {
namespace {

constexpr std::size_t entries_for_diagnosis = 32;

// [region relative_error]
// (2.16) A difference as large as the measurement's own rounding noise counts as much as the tolerance, so that a
// gradient which is truly zero can pass. NaN stays NaN and passes nowhere.
double relative_error(double analytic, const Slope& measured, double tolerance) {
  const double difference = std::abs(analytic - measured.value);
  if (difference == 0.0) return 0.0;
  return difference / std::max({std::abs(analytic), std::abs(measured.value), measured.noise / tolerance});
}
// [endregion relative_error]

// Different from entry to entry and never near zero.
Tensor upstream_gradient(const Shape& shape, Rng& rng) {
  Tensor dy(shape, {Device::cpu, Dtype::f64});
  for (double& value : dy.values<double>()) value = rng.uniform(0.5, 1.5) * (rng.uniform() < 0.5 ? -1 : 1);
  return dy;
}

std::vector<Index> choose_entries(Index count, Index wanted, Rng& rng) {
  std::vector<Index> all(static_cast<std::size_t>(count));
  std::iota(all.begin(), all.end(), Index{0});
  if (count <= wanted) return all;
  rng.shuffle(all);
  all.resize(static_cast<std::size_t>(wanted));
  return all;
}

std::string entry_name(const Shape& shape, Index position) {
  std::string text;
  for (Index axis = shape.rank() - 1; axis >= 0; --axis) {
    text = fmt::format("{}{}{}", position % shape[axis], text.empty() ? "" : ",", text);
    position /= shape[axis];
  }
  return fmt::format("[{}]", text);
}

// Compares one tensor's gradient with measured slopes.
class TensorCheck {
 public:
  TensorCheck(FiniteDifference& measure, std::size_t slot, const std::vector<double>& analytic,
              const GradientCheckOptions& options, Rng& rng)
      : measure_(measure), slot_(slot), analytic_(analytic), options_(options), rng_(rng) {
    const GradientSubject::Slot& checked = measure.subject().slots()[slot];
    report_.name = checked.name;
    report_.shape = checked.value.shape().to_string();
  }

  TensorReport run(const std::optional<Diagnosis>& bookkeeping, std::span<const double> earlier_input) {
    const auto count = static_cast<Index>(analytic_.size());
    const std::vector<Index> entries = choose_entries(count, options_.entries, rng_);
    for (const Index entry : entries) compare_entry(entry);
    if (count > options_.entries) {
      for (Index i = 0; i < options_.directions; ++i) compare_direction();
    }
    report_.entries = static_cast<Index>(entries.size());
    if (bookkeeping) {
      report_.mistake = bookkeeping->mistake;
      report_.explanation = bookkeeping->explanation;
    } else if (!(report_.worst_error <= options_.tolerance)) {
      const std::size_t judged = std::min(entries.size(), entries_for_diagnosis);
      const Diagnosis found = diagnose(measure_, slot_, analytic_, std::span(entries).first(judged), earlier_input);
      report_.mistake = found.mistake;
      report_.explanation = found.explanation;
    }
    return report_;
  }

 private:
  void compare_entry(Index entry) {
    const double analytic = analytic_[static_cast<std::size_t>(entry)];
    const Slope measured = measure_.derivative(slot_, entry);
    double error = relative_error(analytic, measured, options_.tolerance);
    if (!(error <= options_.tolerance) && at_kink(entry, analytic)) {
      ++report_.kinks;
      error = 0;
    }
    note(error, entry_name(measure_.subject().slots()[slot_].value.shape(), entry), analytic, measured.value);
  }

  // [region kink]
  // A kink within reach of the step spoils the difference quotient, not the gradient. Two ways to be at one: a smaller
  // step misses the kink and agrees; or the value sits on the kink itself, where the slopes to the left and to the
  // right stay apart however small the step (on a smooth curve their distance shrinks with it), and anything between is
  // right.
  bool at_kink(Index entry, double analytic) {
    const double step = FiniteDifference::step_for(value(entry));
    for (const double smaller : {step / 8, step / 64}) {
      if (relative_error(analytic, measure_.central(slot_, entry, smaller), options_.tolerance) <= options_.tolerance)
        return true;
    }
    const auto wide = measure_.one_sided(slot_, entry, step / 8);
    const auto narrow = measure_.one_sided(slot_, entry, step / 64);
    const double noise = narrow.left.noise + narrow.right.noise;
    const double jump = std::abs(narrow.right.value - narrow.left.value);
    const double scale = std::max(std::abs(narrow.right.value), std::abs(narrow.left.value));
    const bool stays_apart = jump > 0.5 * std::abs(wide.right.value - wide.left.value);
    if (!stays_apart || jump <= noise + options_.tolerance * scale) return false;
    const double slack = noise + options_.tolerance * scale;
    const auto [low, high] = std::minmax(narrow.left.value, narrow.right.value);
    return analytic >= low - slack && analytic <= high + slack;
  }
  // [endregion kink]

  // Random directions see the entries that were not chosen one by one.
  void compare_direction() {
    std::vector<double> direction(analytic_.size());
    double length = 0;
    for (double& component : direction) {
      component = rng_.normal();
      length += component * component;
    }
    double analytic = 0;
    for (std::size_t i = 0; i < direction.size(); ++i) {
      direction[i] /= std::sqrt(length);
      analytic += direction[i] * analytic_[i];
    }
    const Slope measured = measure_.along(slot_, direction);
    note(relative_error(analytic, measured, options_.tolerance), "direction", analytic, measured.value);
    ++report_.directions;
  }

  void note(double error, std::string where, double analytic, double numeric) {
    const bool first = report_.worst_entry.empty();
    if (!first && (std::isnan(report_.worst_error) || error <= report_.worst_error)) return;
    report_.worst_error = error;
    report_.worst_entry = std::move(where);
    report_.analytic = analytic;
    report_.numeric = numeric;
  }

  double value(Index entry) {
    return measure_.subject().slots()[slot_].value.values<double>()[static_cast<std::size_t>(entry)];
  }

  FiniteDifference& measure_;
  std::size_t slot_;
  const std::vector<double>& analytic_;
  const GradientCheckOptions& options_;
  Rng& rng_;
  TensorReport report_;
};

}  // namespace

GradientReport check_gradients(GradientSubject& subject, const GradientCheckOptions& options) {
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
  CachingAllocator nan_memory(cpu_memory(), FreshBlocks::nan);
  const AllocatorScope scope(Device::cpu, nan_memory);
  ModuleSubject subject(module, x);
  return check_gradients(subject, options);
}

}  // namespace strata
