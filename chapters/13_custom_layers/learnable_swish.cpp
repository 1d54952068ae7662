#include "13_custom_layers/learnable_swish.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "04_activations/activation.hpp"

namespace strata {

LearnableSwish::LearnableSwish(double beta) : first_beta_(beta) {
  expect_finite_options("LearnableSwish", std::array{functions::Option{"beta", beta}});
}

std::string LearnableSwish::summary() const {
  double beta = first_beta_;
  if (built()) {
    const Tensor now = beta_->value.to(Device::cpu).to(Dtype::f64);
    beta = now.values<double>()[0];
  }
  return fmt::format("LearnableSwish({:.4g})", beta);
}

// [region layer]
Shape LearnableSwish::do_build(const Shape& sample, Rng&) {
  *beta_ = Parameter(Tensor::full({1}, first_beta_, options()));
  return sample;
}

Tensor LearnableSwish::do_forward(const Tensor& x) {
  input_ = training() ? x : Tensor();
  Tensor y(x.shape(), x.options());
  kernels<LearnableSwishKernels>(x).forward(x, beta_->value, y);
  return y;
}

Tensor LearnableSwish::do_backward(const Tensor& dy, InputGradient wanted) {
  const Tensor x = std::exchange(input_, Tensor());
  const LearnableSwishKernels& device = kernels<LearnableSwishKernels>(x);
  const auto [dbeta, write] = beta_->write_grad();
  device.backward_beta(x, beta_->value, dy, write, dbeta);
  if (wanted == InputGradient::skip) return {};
  Tensor dx(x.shape(), x.options());
  device.backward_input(x, beta_->value, dy, dx);
  return dx;
}
// [endregion layer]

}  // namespace strata
