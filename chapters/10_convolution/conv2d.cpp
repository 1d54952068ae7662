#include "10_convolution/conv2d.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "common/error.hpp"

namespace strata {
namespace {

std::string height_by_width(PerAxis size) { return fmt::format("{}x{}", size.height, size.width); }

std::string one_or_both(PerAxis value) {
  return value.height == value.width ? fmt::format("{}", value.height) : height_by_width(value);
}

}  // namespace

Conv2d::Conv2d(Index out_channels, PerAxis kernel, Conv2dOptions options)
    : out_channels_(out_channels), kernel_(kernel), options_(options) {
  if (out_channels < 1) throw Error({"Conv2d", fmt::format("{} output channels", out_channels), "1 or more", ""});
  if (options.in_channels < 1 && options.in_channels != any) {
    throw Error({"Conv2d", fmt::format("{} input channels", options.in_channels), "1 or more, or any", ""});
  }
  expect_valid_window({kernel, options.stride, options.dilation, options.padding}, "Conv2d");
  if (options.bias) bias_ = std::make_shared<Parameter>();
}

Parameter& Conv2d::bias() {
  if (!bias_) {
    throw Error({path(), "a question for its bias", "a layer with one", "make it with {.bias = true}"});
  }
  return *bias_;
}

const Window& Conv2d::window() const {
  if (!built()) {
    throw Error({path(), "a question for its window", "build(sample shape, rng) first",
                 "padding and output depend on the size of the image"});
  }
  return window_;
}

std::string Conv2d::summary() const {
  std::string text = fmt::format("Conv2d({}{}, {}", built() ? fmt::format("{} -> ", input_sample()[2]) : "",
                                 out_channels_, height_by_width(kernel_));
  if (options_.stride != 1) text += ", stride " + one_or_both(options_.stride);
  if (options_.dilation != 1) text += ", dilation " + one_or_both(options_.dilation);
  if (const std::string padding = options_.padding.summary(); !padding.empty()) text += ", " + padding;
  return text + (options_.bias ? ")" : ", no bias)");
}

std::string Conv2d::kernel_set() const {
  return std::string(Conv2dKernels::table.chosen_set(options().device, options().dtype));
}

void Conv2d::visit(StateVisitor& visitor) {
  visitor.parameter("weight", *weight_);
  if (bias_) visitor.parameter("bias", *bias_);
}

Shape Conv2d::do_build(const Shape& sample, Rng& rng) {
  if (sample.rank() != 3) {
    throw Error({path() + ", input", sample.to_string(), "[H=any,W=any,C=any], one image per sample",
                 "a convolution stands before Flatten; rows of pixels become images by x.reshape({n, h, w, c})"});
  }
  const Index in_channels = sample[2];
  if (options_.in_channels != any && options_.in_channels != in_channels) {
    throw Error({path() + ", input", fmt::format("{} channels, {}", in_channels, sample.to_string()),
                 fmt::format("{} channels", options_.in_channels),
                 "leave in_channels out, and the layer takes the number from its input"});
  }
  window_ =
      make_window({kernel_, options_.stride, options_.dilation, options_.padding}, {sample[0], sample[1]}, path());
  const Index fan_in = window_.taps() * in_channels;
  // As rows [O·KH·KW, I], because one input pixel feeds O·KH·KW outputs: the fan out of Xavier's rule (3.13).
  *weight_ =
      Parameter(initial_values({out_channels_ * window_.taps(), in_channels}, fan_in, options_.weight, options(), rng)
                    .reshape({{out_channels_, kernel_.height, kernel_.width, in_channels}, "OHWI"}));
  if (bias_) *bias_ = Parameter(initial_values({{out_channels_}, "O"}, fan_in, options_.bias_values, options(), rng));
  return {{window_.rows.output, window_.columns.output, out_channels_}, "HWC"};
}

// [region forward]
Tensor Conv2d::do_forward(const Tensor& x) {
  input_ = training() ? x : Tensor();
  Tensor y({{x.dim(0), window_.rows.output, window_.columns.output, out_channels_}, "NHWC"}, x.options());
  kernels<Conv2dKernels>(x).forward(window_, x, weight_->value, bias_ ? &bias_->value : nullptr, y);
  return y;
}
// [endregion forward]

// [region backward]
Tensor Conv2d::do_backward(const Tensor& dy, InputGradient wanted) {
  const Tensor x = std::exchange(input_, Tensor());
  const Conv2dKernels& device = kernels<Conv2dKernels>(x);
  const auto [dweight, write] = weight_->write_grad();
  device.backward_weight(window_, x, dy, write, dweight);
  if (bias_) {
    const auto [dbias, write_bias] = bias_->write_grad();
    device.backward_bias(dy, write_bias, dbias);
  }
  if (wanted == InputGradient::skip) return {};
  Tensor dx(x.shape(), x.options());
  device.backward_input(window_, dy, weight_->value, dx);
  return dx;
}
// [endregion backward]

}  // namespace strata
