#include "06_optimizers/regulariser.hpp"

#include "06_optimizers/gradient_kernels.hpp"
#include "06_optimizers/optimizer.hpp"

namespace strata {

Regulariser::Regulariser(double l1, double l2) : l1_(l1), l2_(l2) {
  expect_not_negative("Regulariser", "L1", l1);
  expect_not_negative("Regulariser", "L2", l2);
}

Regulariser Regulariser::weights_only() const {
  Regulariser same = *this;
  same.weights_only_ = true;
  return same;
}

std::vector<Parameter*> Regulariser::chosen(const std::vector<Parameter*>& parameters) const {
  std::vector<Parameter*> chosen;
  for (Parameter* parameter : parameters) {
    if (!weights_only_ || parameter->value.rank() >= 2) chosen.push_back(parameter);
  }
  return chosen;
}

// (6.22)
double Regulariser::penalty(const std::vector<Parameter*>& parameters) const {
  double penalty = 0;
  for (const Parameter* parameter : chosen(parameters)) {
    Tensor sums({2}, {parameter->value.device(), Dtype::f64});
    kernels<GradientKernels>(parameter->value).measure(parameter->value, sums);
    const Tensor on_cpu = sums.to(Device::cpu);
    penalty += l1_ * on_cpu.values<double>()[0] + 0.5 * l2_ * on_cpu.values<double>()[1];
  }
  return penalty;
}

void Regulariser::add_gradients(const std::vector<Parameter*>& parameters) const {
  const std::vector<Parameter*> changed = chosen(parameters);
  for (const Parameter* parameter : changed) parameter->grad();
  for (Parameter* parameter : changed) {
    Tensor& gradient = parameter->write_grad().tensor;
    kernels<GradientKernels>(gradient).regularise(l1_, l2_, parameter->value, gradient);
  }
}

}  // namespace strata
