#include "random_linear.hpp"

#include <fmt/format.h>

#include "03_linear/linear.hpp"
#include "common/error.hpp"

namespace strata {

RandomLinear::RandomLinear(Index out_features, double gain) : out_features_(out_features), gain_(gain) {
  if (out_features < 1) throw Error({"RandomLinear", fmt::format("{} outputs", out_features), "1 or more", ""});
  Initialisation::kaiming_normal(gain);  // throws where there is no such start
}

void RandomLinear::visit(StateVisitor& visitor) { visitor.buffer("weight", weight_); }

Shape RandomLinear::do_build(const Shape& sample, Rng& rng) {
  weight_ = initial_values({{out_features_, sample.count()}, "OI"}, sample.count(),
                           Initialisation::kaiming_normal(gain_), options(), rng);
  return {{out_features_}, "O"};
}

Tensor RandomLinear::do_forward(const Tensor& x) {
  Tensor y({{x.dim(0), out_features_}, "NO"}, x.options());
  kernels<LinearKernels>(x).forward(x, weight_, nullptr, y);
  return y;
}

Tensor RandomLinear::do_backward(const Tensor& dy, InputGradient wanted) {
  if (wanted == InputGradient::skip) return {};
  Tensor dx(input_sample().with_front(dy.dim(0)), dy.options());
  kernels<LinearKernels>(dy).backward_input(dy, weight_, dx);
  return dx;
}

}  // namespace strata
