#include "03_linear/linear.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "common/error.hpp"

namespace strata {

Linear::Linear(Index out_features, LinearOptions options) : out_features_(out_features), options_(options) {
  if (out_features < 1) throw Error({"Linear", fmt::format("{} outputs", out_features), "1 or more", ""});
  if (options.bias) bias_ = std::make_shared<Parameter>();
}

Parameter& Linear::bias() {
  if (!bias_) {
    throw Error({path(), "a question for its bias", "a layer with one", "make it with {.bias = true}"});
  }
  return *bias_;
}

std::string Linear::summary() const {
  const std::string in = built() ? fmt::format("{} -> ", input_sample()[0]) : "";
  return fmt::format("Linear({}{}{})", in, out_features_, options_.bias ? "" : ", no bias");
}

void Linear::visit(StateVisitor& visitor) {
  visitor.parameter("weight", *weight_);
  if (bias_) visitor.parameter("bias", *bias_);
}

Shape Linear::do_build(const Shape& sample, Rng& rng) {
  if (sample.rank() != 1) {
    throw Error({path() + ", input", sample.to_string(), "[any], one row of features per sample",
                 "flatten images first: x.reshape({x.dim(0), x.count() / x.dim(0)})"});
  }
  const Index in_features = sample[0];
  *weight_ =
      Parameter(initial_values({{out_features_, in_features}, "OI"}, in_features, options_.weight, options(), rng));
  if (options_.bias) {
    *bias_ = Parameter(initial_values({{out_features_}, "O"}, in_features, options_.bias_values, options(), rng));
  }
  return {{out_features_}, "O"};
}

// [region forward]
Tensor Linear::do_forward(const Tensor& x) {
  input_ = training() ? x : Tensor();
  Tensor y({{x.dim(0), out_features_}, "NO"}, x.options());
  kernels<LinearKernels>(x).forward(x, weight_->value, bias_ ? &bias_->value : nullptr, y);
  return y;
}
// [endregion forward]

// [region backward]
Tensor Linear::do_backward(const Tensor& dy, InputGradient wanted) {
  const Tensor x = std::exchange(input_, Tensor());
  const LinearKernels& device = kernels<LinearKernels>(x);
  const auto [dweight, write] = weight_->write_grad();
  device.backward_weight(x, dy, write, dweight);
  if (bias_) {
    const auto [dbias, write_bias] = bias_->write_grad();
    device.backward_bias(dy, write_bias, dbias);
  }
  if (wanted == InputGradient::skip) return {};
  Tensor dx(x.shape(), x.options());
  device.backward_input(dy, weight_->value, dx);
  return dx;
}
// [endregion backward]

}  // namespace strata
