#include "02_modules/backward_runs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <string>
#include <utility>

#include "common/error.hpp"

namespace strata {
namespace {

using Values = std::vector<double>;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double poison = 12345.678;  // a number that no gradient is likely to hold

// Two equal runs give equal bits, and doubling is exact. But a kernel may add its terms to the old sum one by one, in
// another order then, and a gradient that is mathematically zero is rounding and nothing else. So the terms of (2.3)
// and (2.4), which are of the size of dy · y, are the scale.
constexpr double doubling_tolerance = 1e-12;

Values elements(const Tensor& tensor) {
  const auto values = tensor.values<double>();
  return {values.begin(), values.end()};
}

bool finite(const Values& values) {
  return std::ranges::all_of(values, [](double value) { return std::isfinite(value); });
}

bool nearly_equal(const Values& a, const Values& b, double factor, double scale) {
  for (const double value : b) scale = std::max(scale, std::abs(value));
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!(std::abs(a[i] - factor * b[i]) <= doubling_tolerance * scale)) return false;
  }
  return true;
}

// Forward and backward passes of one subject, each with an upstream gradient and an input that nobody has touched.
class Passes {
 public:
  Passes(GradientSubject& subject, const Tensor& dy) : subject_(subject), dy_(dy) {}

  // The gradients of all slots; empty where there is none.
  std::vector<Values> run(const Tensor& x, InputGradient wanted = InputGradient::wanted) {
    const Tensor dy = dy_.clone();
    forward(x);
    const std::vector<Tensor> gradients = subject_.backward(dy, wanted);
    input_changed_ = input_changed_ || elements(dy) != elements(dy_) || elements(input()) != elements(x);
    std::vector<Values> result;
    for (std::size_t i = 0; i < gradients.size(); ++i) {
      const GradientSubject::Slot& slot = subject_.slots()[i];
      if (gradients[i].defined() && gradients[i].count() != slot.value.count()) {
        throw Error({slot.name, fmt::format("a gradient of shape {}", gradients[i].shape().to_string()),
                     slot.value.shape().to_string(), "a gradient has the shape of the tensor that it belongs to"});
      }
      result.push_back(gradients[i].defined() ? elements(gradients[i]) : Values());
    }
    return result;
  }

  void forward(const Tensor& x) {
    input().copy_from(x);
    const Tensor y = subject_.forward();
    const auto upstream = dy_.values<double>(), outputs = y.values<double>();
    scale_ = std::transform_reduce(upstream.begin(), upstream.end(), outputs.begin(), 0.0, std::plus<>(),
                                   [](double a, double b) { return std::abs(a * b); });
  }

  Tensor& input() { return subject_.slots().front().value; }
  bool input_changed() const { return input_changed_; }
  double scale() const { return scale_; }  // Σ |dy · y| of the last forward pass

 private:
  GradientSubject& subject_;
  const Tensor& dy_;
  double scale_ = 0;
  bool input_changed_ = false;
};

std::string count_of(const Values& values, double wanted) {
  const auto is_wanted = [&](double value) { return std::isnan(wanted) ? !std::isfinite(value) : value == wanted; };
  return fmt::format("{} of {} entries", std::ranges::count_if(values, is_wanted), values.size());
}

// With NaN as poison a stale gradient that was added to looks like one that nobody wrote: all of it is NaN. A finite
// poison tells them apart, since something was added to it.
Diagnosis explain_nan(const GradientSubject::Slot& slot, const Values& with_nan, const Values& with_poison) {
  if (with_nan.empty()) return {Mistake::never_written, "backward does not touch this gradient"};
  const auto is_finite = [](double value) { return std::isfinite(value); };
  const bool untouched = std::ranges::all_of(with_poison, [](double value) { return value == poison; });
  if (slot.accumulates && std::ranges::none_of(with_nan, is_finite) && finite(with_poison) && !untouched) {
    return {Mistake::added_to_stale, "backward adds to a gradient that zero_grad() marked as stale; it should assign"};
  }
  if (slot.accumulates && std::ranges::find(with_poison, poison) != with_poison.end()) {
    return {Mistake::never_written, count_of(with_poison, poison) + " are never written"};
  }
  return {Mistake::never_written, count_of(with_nan, nan) + " are never written, or are not numbers"};
}

std::optional<Diagnosis> accumulation(const GradientSubject::Slot& slot, const Values& once, const Values& twice,
                                      double scale) {
  if (nearly_equal(twice, once, slot.accumulates ? 2.0 : 1.0, scale)) return std::nullopt;
  if (slot.accumulates && nearly_equal(twice, once, 1.0, scale)) {
    return Diagnosis{Mistake::not_accumulated,
                     "a second backward pass assigns where it should add: the gradient of the first is lost"};
  }
  return Diagnosis{Mistake::wrong_accumulation, slot.accumulates
                                                    ? "a second, equal backward pass does not double the gradient"
                                                    : "a second, equal backward pass gives another input gradient"};
}

}  // namespace

BackwardRuns run_backward(GradientSubject& subject, const Tensor& dy, const std::vector<double>& earlier_input) {
  Passes passes(subject, dy);
  const Tensor x = passes.input().clone();
  const Tensor earlier = Tensor::from<double>(x.shape(), earlier_input);
  BackwardRuns runs;

  subject.poison_gradients(nan);
  passes.run(earlier);
  subject.poison_gradients(poison);
  const std::vector<Values> with_poison = passes.run(x);
  passes.forward(earlier);  // and no backward: a cache that only a backward pass renews is stale now

  subject.poison_gradients(nan);
  runs.gradients = passes.run(x);
  const std::vector<Values> twice = passes.run(x);
  subject.poison_gradients(nan);
  const std::vector<Values> skipping = passes.run(x, InputGradient::skip);
  passes.input().copy_from(x);

  for (std::size_t i = 0; i < subject.slots().size(); ++i) {
    const GradientSubject::Slot& slot = subject.slots()[i];
    const Values& gradient = runs.gradients[i];
    std::optional<Diagnosis> found;
    if (gradient.empty() || !finite(gradient)) {
      found = explain_nan(slot, gradient, with_poison[i]);
    } else {
      found = accumulation(slot, gradient, twice[i], passes.scale());
    }
    if (!found && slot.accumulates && skipping[i] != gradient) {
      found = {Mistake::skip_differs, "backward(dy, InputGradient::skip) gives another gradient than backward(dy)"};
    }
    runs.bookkeeping.push_back(found);
  }
  if (passes.input_changed()) {  // what else is wrong may be its consequence
    std::ranges::fill(runs.bookkeeping, std::nullopt);
    runs.bookkeeping.front() = Diagnosis{Mistake::input_changed, "forward or backward wrote into x or dy"};
  }
  return runs;
}

}  // namespace strata
