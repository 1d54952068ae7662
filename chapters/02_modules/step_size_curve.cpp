#include "02_modules/step_size_curve.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

namespace strata {
namespace {

constexpr Index entries_per_parameter = 20;

// The one element of a tensor.
double number(const Tensor& element) {
  const Tensor wide = element.to(Dtype::f64);
  return wide.values<double>()[0];
}

// The number L = Σ dy · y (2.12) of a module whose parameters can be moved one entry at a time.
class Curve {
 public:
  Curve(const Module& module, const Tensor& x, const Tensor& dy, Dtype precision) : module_(module.clone()), dy_(dy) {
    module_->to(precision);
    module_->train();
    x_ = x.to(precision);
    parameters_ = module_->parameters();
  }

  // L(v + to) - L(v + from) and the step that was really taken: v + h is rounded to the precision.
  struct Rise {
    double change, step;
  };
  Rise rise(std::size_t parameter, Index entry, double from, double to) {
    Tensor element =
        parameters_[parameter]->value.reshape({parameters_[parameter]->value.count()}).slice(entry, entry + 1);
    const Tensor start = element.clone();
    const double value = number(start);
    const Tensor y_to = output_at(element, value + to);
    const double v_to = number(element);
    const Tensor y_from = output_at(element, value + from);
    const double v_from = number(element);
    element.copy_from(start);
    double change = 0;
    for (std::size_t i = 0; i < dy_.values<double>().size(); ++i) {
      change += dy_.values<double>()[i] * (y_to.values<double>()[i] - y_from.values<double>()[i]);
    }
    return {change, v_to - v_from};
  }

  double slope(std::size_t parameter, Index entry, double from, double to) {
    const auto [change, step] = rise(parameter, entry, from, to);
    return step == 0 ? 0 : change / step;  // a step that rounding swallows measures nothing
  }

 private:
  Tensor output_at(Tensor& element, double value) {
    element.fill(value);
    return module_->forward(x_).to(Dtype::f64).clone();  // a layer may use the block of its output again
  }

  std::unique_ptr<Module> module_;
  Tensor dy_, x_;
  std::vector<Parameter*> parameters_;
};

struct Entry {
  std::size_t parameter;
  Index position;
  double gradient;
};

}  // namespace

std::vector<StepError> step_size_curve(const Module& module, const Tensor& x, Dtype precision,
                                       std::span<const double> steps, std::uint64_t seed) {
  Rng rng(seed, Stream::test);
  const auto exact = module.clone();
  exact->to(Dtype::f64);
  exact->train();
  Tensor dy = exact->forward(x.to(Dtype::f64)).clone();
  for (double& value : dy.values<double>()) value = rng.uniform(0.5, 1.5);
  exact->backward(dy, InputGradient::skip);

  std::vector<Entry> entries;
  double length = 0;
  const std::vector<Parameter*> parameters = exact->parameters();
  for (std::size_t p = 0; p < parameters.size(); ++p) {
    const Tensor& gradient = parameters[p]->grad();
    for (Index i = 0; i < std::min(entries_per_parameter, gradient.count()); ++i) {
      const Index position = rng.below(gradient.count());
      const double value = gradient.values<double>()[static_cast<std::size_t>(position)];
      entries.push_back({p, position, value});
      length += value * value;
    }
  }

  Curve curve(module, x, dy, precision);
  std::vector<StepError> errors;
  for (const double h : steps) {
    double forward = 0, central = 0, extrapolated = 0;
    for (const auto& [parameter, position, gradient] : entries) {
      const double narrow = curve.slope(parameter, position, -h / 2, h / 2);
      const double wide = curve.slope(parameter, position, -h, h);
      forward += std::pow(curve.slope(parameter, position, 0, h) - gradient, 2);
      central += std::pow(wide - gradient, 2);
      extrapolated += std::pow((4 * narrow - wide) / 3 - gradient, 2);
    }
    errors.push_back({h, std::sqrt(forward / length), std::sqrt(central / length), std::sqrt(extrapolated / length)});
  }
  return errors;
}

}  // namespace strata
