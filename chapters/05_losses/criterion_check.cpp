#include "05_losses/criterion_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "02_modules/nan_memory.hpp"
#include "02_modules/tensor_check.hpp"

namespace strata {
namespace {

Tensor wide(const Tensor& x) { return x.to(Device::cpu).to(Dtype::f64).clone(); }

bool near(double a, double b) { return std::abs(a - b) <= 1e-5 * std::abs(b); }

// The check of chapter 2 knows the number of samples; a criterion may divide by others.
void name_factor(TensorReport& report, const Criterion& criterion, const Tensor& y) {
  const double factor = report.analytic / report.numeric, divisor = criterion.divisor(y);
  const Index samples = y.dim(0), outputs = y.count() / samples;
  const std::string right = fmt::format("{} divides by {}", criterion.kind(), criterion.divides_by());
  if (near(factor, divisor)) {
    report.mistake = Mistake::sum_for_mean;
    report.explanation =
        fmt::format("every entry is {} times what it should be: the sum itself, but {}", divisor, right);
  } else if (near(factor, 1 / divisor)) {
    report.mistake = Mistake::mean_for_sum;
    report.explanation = fmt::format("every entry is 1/{} of what it should be: divided twice; {}", divisor, right);
  } else if (near(factor, static_cast<double>(outputs))) {
    report.explanation = fmt::format(
        "every entry is {0} times what it should be, and a sample has {0} outputs: divided by the number of samples, "
        "but {1}",
        outputs, right);
  } else if (near(factor, 1 / static_cast<double>(outputs))) {
    report.explanation = fmt::format(
        "every entry is 1/{0} of what it should be, and a sample has {0} outputs: divided by the number of entries, "
        "but {1}",
        outputs, right);
  }
}

// Chapter 2 tells samples apart by their outputs, and a loss has only one.
void name_forgotten_samples(TensorReport& report, const Tensor& gradient) {
  const auto entries = gradient.values<double>();
  const auto outputs = static_cast<std::size_t>(gradient.count() / gradient.dim(0));
  Index with_gradient = 0, last = 0;
  for (Index n = 0; n < gradient.dim(0); ++n) {
    const auto sample = entries.subspan(static_cast<std::size_t>(n) * outputs, outputs);
    if (std::ranges::all_of(sample, [](double entry) { return entry == 0; })) continue;
    ++with_gradient;
    last = n;
  }
  if (with_gradient != 1 || gradient.dim(0) < 2) return;
  report.mistake = Mistake::missing_sum;
  report.explanation = fmt::format("only sample {} of the batch has a gradient: the others were forgotten", last);
}

}  // namespace

CriterionSubject::CriterionSubject(const Criterion& criterion, const Tensor& y, const Tensor& target)
    : device_(y.device()),
      criterion_(criterion.fresh()),
      target_((target.dtype() == Dtype::i32 ? target.clone() : wide(target)).to(device_)) {
  slots_.push_back({"output", wide(y), false});
  // Refuses what does not fit, and is not remembered.
  const double loss = criterion.fresh()->forward(slots_.front().value.to(device_), target_);
  shift_ = 1.0 + std::max(0.0, -loss);
  const ValueRange range = criterion_->output_range();
  const auto values = std::as_const(slots_.front().value).values<double>();
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] > range.low && values[i] < range.high) continue;
    if (!std::isfinite(values[i])) continue;  // the check itself has words for these
    throw Error({"check_gradients, output",
                 fmt::format("{} at {}", values[i], entry_name(y.shape(), static_cast<Index>(i))),
                 fmt::format("a number between {} and {}, without the ends", range.low, range.high),
                 "at an end there is no slope to both sides"});
  }
}

// The check tries other inputs, and not every one is a probability. Whole numbers are taken away or added until it is,
// which changes no slope.
Tensor CriterionSubject::within_range() const {
  const Tensor& y = slots_.front().value;
  const ValueRange range = criterion_->output_range();
  if (first_outside(y, range, NotFinite::passes) < 0) return y;
  Tensor inside = y.clone();
  for (double& value : inside.values<double>()) {
    if (value > range.high) value -= std::ceil(value - range.high);
    if (value < range.low) value += std::ceil(range.low - value);
  }
  return inside;
}

// [region subject]
Tensor CriterionSubject::forward() {
  Tensor loss = Tensor::full({slots_.front().value.dim(0)}, 0.0, {Device::cpu, Dtype::f64});
  loss_ = criterion_->forward(within_range().to(device_), target_);
  loss.values<double>()[0] = shift_ + loss_;
  return loss;
}

std::vector<Tensor> CriterionSubject::backward(const Tensor& dy, InputGradient wanted) {
  Tensor gradient = criterion_->backward().to(Device::cpu);
  if (wanted == InputGradient::skip) return {Tensor()};
  // A score far behind has a gradient of 1e-13, and no step moves a loss of 10 by so little: what drowns in the loss's
  // own rounding is neither right nor wrong.
  const double rounding = 8 * std::numeric_limits<double>::epsilon() * std::max(1.0, std::abs(loss_));
  const auto entries = gradient.values<double>();
  const auto outputs = std::as_const(slots_.front().value).values<double>();
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const bool drowned = std::abs(entries[i]) * FiniteDifference::step_for(outputs[i]) <= rounding;
    entries[i] = drowned ? 0.0 : entries[i] * dy.values<double>()[0];
  }
  return {gradient};
}
// [endregion subject]

GradientReport check_gradients(const Criterion& criterion, const Tensor& y, const Tensor& target,
                               const GradientCheckOptions& options) {
  // Every block comes filled with NaN, so that an entry of the gradient that nobody wrote is seen.
  const NanMemory memory(y.device());
  CriterionSubject subject(criterion, y, target);
  GradientReport found = check_gradients(subject, options);
  std::vector<TensorReport> tensors = found.tensors();
  TensorReport& output = tensors.front();
  if (output.mistake == Mistake::wrong_factor) name_factor(output, criterion, y);
  if (output.mistake == Mistake::partly_wrong) {
    const Tensor gradient = subject.backward(subject.forward(), InputGradient::wanted).front();
    name_forgotten_samples(output, gradient);
  }
  return {std::move(tensors), options.tolerance};
}

}  // namespace strata
