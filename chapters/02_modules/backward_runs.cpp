#include "02_modules/backward_runs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace strata {
namespace {

using Values = std::vector<double>;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double poison = 12345.678;  // a number that no gradient is likely to hold

// Two equal runs give equal bits, and doubling is exact: what remains is the order in which sums are added up.
constexpr double doubling_tolerance = 1e-12;

Values elements(const Tensor& tensor, Index count) {
  if (!tensor.defined()) return Values(static_cast<std::size_t>(count), nan);
  const auto values = tensor.values<double>();
  return {values.begin(), values.end()};
}

std::vector<Values> run(GradientSubject& subject, const Tensor& dy) {
  subject.forward();
  const std::vector<Tensor> gradients = subject.backward(dy);
  std::vector<Values> result;
  for (std::size_t i = 0; i < gradients.size(); ++i) {
    result.push_back(elements(gradients[i], subject.slots()[i].value.count()));
  }
  return result;
}

bool nearly_equal(const Values& a, const Values& b, double factor) {
  double largest = 0;
  for (const double value : b) largest = std::max(largest, std::abs(value));
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!(std::abs(a[i] - factor * b[i]) <= doubling_tolerance * largest)) return false;
  }
  return true;
}

std::string count_of(const Values& values, double wanted) {
  const auto is_wanted = [&](double value) { return std::isnan(wanted) ? std::isnan(value) : value == wanted; };
  return fmt::format("{} of {} entries", std::ranges::count_if(values, is_wanted), values.size());
}

// With NaN as poison a stale gradient that was added to looks like one that nobody wrote. A finite poison tells them
// apart.
Diagnosis explain_nan(const GradientSubject::Slot& slot, const Values& with_nan, const Values& with_poison) {
  if (!slot.accumulates)
    return {Mistake::never_written, count_of(with_nan, nan) + " are never written, or are not numbers"};
  if (std::ranges::find(with_poison, poison) != with_poison.end()) {
    return {Mistake::never_written, count_of(with_poison, poison) + " are never written"};
  }
  if (std::ranges::none_of(with_poison, [](double value) { return std::isnan(value); })) {
    return {Mistake::added_to_stale,
            "backward adds to a gradient that zero_grad() marked as stale, where it should assign"};
  }
  return {Mistake::never_written, count_of(with_poison, nan) + " are not numbers"};
}

std::optional<Diagnosis> accumulation(const GradientSubject::Slot& slot, const Values& once, const Values& twice) {
  if (nearly_equal(twice, once, slot.accumulates ? 2.0 : 1.0)) return std::nullopt;
  if (slot.accumulates && nearly_equal(twice, once, 1.0)) {
    return Diagnosis{Mistake::not_accumulated,
                     "a second backward pass assigns where it should add: the gradient of the first is lost"};
  }
  return Diagnosis{Mistake::wrong_accumulation, slot.accumulates
                                                    ? "a second, equal backward pass does not double the gradient"
                                                    : "a second, equal backward pass gives another input gradient"};
}

bool any_nan(const Values& values) {
  return std::ranges::any_of(values, [](double value) { return std::isnan(value); });
}

}  // namespace

BackwardRuns run_backward(GradientSubject& subject, const Tensor& dy, const std::vector<double>& earlier_input) {
  Tensor& input = subject.slots().front().value;
  const Tensor x = input.clone();
  const Tensor dy_before = dy.clone();
  BackwardRuns runs;

  std::ranges::copy(earlier_input, input.values<double>().begin());
  subject.poison_gradients(nan);
  run(subject, dy);

  input.copy_from(x);
  subject.poison_gradients(poison);
  const std::vector<Values> with_poison = run(subject, dy);

  std::ranges::copy(earlier_input, input.values<double>().begin());
  subject.forward();  // and no backward: a cache that only a backward pass renews is stale now

  input.copy_from(x);
  subject.poison_gradients(nan);
  runs.gradients = run(subject, dy);
  const std::vector<Values> twice = run(subject, dy);

  for (std::size_t i = 0; i < subject.slots().size(); ++i) {
    const GradientSubject::Slot& slot = subject.slots()[i];
    if (any_nan(runs.gradients[i])) {
      runs.bookkeeping.push_back(explain_nan(slot, runs.gradients[i], with_poison[i]));
    } else {
      runs.bookkeeping.push_back(accumulation(slot, runs.gradients[i], twice[i]));
    }
  }
  if (elements(x, x.count()) != elements(input, input.count()) ||
      elements(dy, dy.count()) != elements(dy_before, dy.count())) {
    runs.bookkeeping.front() = Diagnosis{Mistake::input_changed, "forward or backward wrote into x or dy"};
  }
  return runs;
}

}  // namespace strata
