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
  const std::vector<Parameter*> priced = chosen(parameters);
  if (priced.empty()) return 0;
  const auto count = static_cast<Index>(priced.size());
  Tensor sums({count, 2}, {priced.front()->value.device(), Dtype::f64});
  for (Index i = 0; i < count; ++i) {
    const Tensor& value = priced[static_cast<std::size_t>(i)]->value;
    Tensor own = sums.slice(i, i + 1);
    kernels<GradientKernels>(value).measure(value, own);
  }
  const Tensor on_cpu = sums.to(Device::cpu);  // once for all of them, because here the processor waits
  double penalty = 0;
  for (std::size_t i = 0; i < priced.size(); ++i) {
    penalty += l1_ * on_cpu.values<double>()[2 * i] + 0.5 * l2_ * on_cpu.values<double>()[2 * i + 1];
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
