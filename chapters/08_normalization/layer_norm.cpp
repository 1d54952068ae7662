#include "08_normalization/layer_norm.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "08_normalization/checks.hpp"
#include "08_normalization/give_gradient.hpp"
#include "common/error.hpp"

namespace strata {

LayerNorm::LayerNorm(LayerNormOptions options) : options_(options) {
  expect_epsilon(options.epsilon, "LayerNorm");
  if (options.axes < 1 && options.axes != any) {
    throw Error({"LayerNorm, axes", fmt::format("{}", options.axes), "1 or more",
                 "1 is the last axis alone, any stands for all axes of a sample"});
  }
  if (!options.affine) return;
  scale_ = std::make_shared<Parameter>();
  shift_ = std::make_shared<Parameter>();
}

Parameter& LayerNorm::scale() {
  expect_affine(options_.affine, *this, "scale");
  return *scale_;
}

Parameter& LayerNorm::shift() {
  expect_affine(options_.affine, *this, "shift");
  return *shift_;
}

std::string LayerNorm::summary() const {
  std::string text = built() ? normalised_.to_string() : "";
  const auto add = [&](const std::string& option) { text += fmt::format("{}{}", text.empty() ? "" : ", ", option); };
  if (options_.epsilon != LayerNormOptions().epsilon) add(fmt::format("epsilon {}", options_.epsilon));
  if (!options_.affine) add("no scale and shift");
  return text.empty() ? kind() : fmt::format("LayerNorm({})", text);
}

void LayerNorm::visit(StateVisitor& visitor) {
  if (!options_.affine) return;
  visitor.parameter("scale", *scale_);
  visitor.parameter("shift", *shift_);
}

Shape LayerNorm::do_build(const Shape& sample, Rng&) {
  const Index axes = options_.axes == any ? sample.rank() : options_.axes;
  if (axes > sample.rank()) {
    throw Error({path() + ", input", fmt::format("samples {}", sample.to_string()),
                 fmt::format("samples with {} axes or more, to normalise over so many", axes), "set .axes lower"});
  }
  normalised_ = sample;
  while (normalised_.rank() > axes) normalised_ = normalised_.without_front();
  if (normalised_.count() < 2) {
    throw Error({path() + ", input",
                 fmt::format("samples {} to be normalised over {}", sample.to_string(), normalised_.to_string()),
                 "two numbers or more",
                 fmt::format("one number minus its mean is always 0{}",
                             sample.count() > 1 ? "; .axes = any takes the whole sample" : "")});
  }
  if (options_.affine) {
    *scale_ = Parameter(Tensor::full(normalised_, 1.0, options()));
    *shift_ = Parameter(Tensor::full(normalised_, 0.0, options()));
  }
  return sample;
}

Tensor LayerNorm::do_forward(const Tensor& x) {
  const Index rows = x.count() / normalised_.count();
  Tensor y(x.shape(), x.options()), mean({rows}, x.options()), variance({rows}, x.options());
  kernels<LayerNormKernels>(x).forward(x, options_.epsilon, scale_value(), shift_value(), mean, variance, y);
  input_ = training() ? x : Tensor();
  mean_ = training() ? mean : Tensor();
  variance_ = training() ? variance : Tensor();
  return y;
}

Tensor LayerNorm::do_backward(const Tensor& dy, InputGradient wanted) {
  const Tensor x = std::exchange(input_, Tensor());
  const Tensor mean = std::exchange(mean_, Tensor()), variance = std::exchange(variance_, Tensor());
  const LayerNormKernels& device = kernels<LayerNormKernels>(x);
  if (options_.affine) {
    Tensor dscale(normalised_, x.options()), dshift(normalised_, x.options());
    device.backward_sums(x, mean, variance, options_.epsilon, dy, dscale, dshift);
    give_gradient(*scale_, dscale);
    give_gradient(*shift_, dshift);
  }
  if (wanted == InputGradient::skip) return {};
  Tensor dx(x.shape(), x.options());
  device.backward_input(x, mean, variance, options_.epsilon, scale_value(), dy, dx);
  return dx;
}

}  // namespace strata
