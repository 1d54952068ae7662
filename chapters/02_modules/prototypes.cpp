#include "02_modules/prototypes.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "common/error.hpp"

namespace strata {

Prototypes::Prototypes(Index count) : count_(count) {
  if (count < 1) throw Error({"Prototypes", fmt::format("{} prototypes", count), "1 or more", ""});
}

std::string Prototypes::summary() const { return fmt::format("Prototypes({})", count_); }

Shape Prototypes::do_build(const Shape& sample, Rng& rng) {
  Tensor initial({{count_, sample.count()}, "KF"}, {Device::cpu, Dtype::f64});
  for (double& value : initial.values<double>()) value = rng.normal();
  *prototypes_ = Parameter(initial.to(options().dtype).to(options().device));
  return {{count_}, "K"};
}

// [region forward]
Tensor Prototypes::do_forward(const Tensor& x) {
  input_ = training() ? x : Tensor();
  Tensor y({{x.dim(0), count_}, "NK"}, x.options());
  kernels<PrototypesKernels>(x).forward(x, prototypes_->value, y);
  return y;
}
// [endregion forward]

// [region backward]
Tensor Prototypes::do_backward(const Tensor& dy, InputGradient wanted) {
  const Tensor x = std::exchange(input_, Tensor());
  const PrototypesKernels& device = kernels<PrototypesKernels>(x);
  const auto [dprototypes, write] = prototypes_->write_grad();
  device.backward_prototypes(x, prototypes_->value, dy, write, dprototypes);
  if (wanted == InputGradient::skip) return {};
  Tensor dx(x.shape(), x.options());
  device.backward_input(x, prototypes_->value, dy, dx);
  return dx;
}
// [endregion backward]

}  // namespace strata
