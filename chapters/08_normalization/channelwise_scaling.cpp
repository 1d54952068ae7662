#include "08_normalization/channelwise_scaling.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "08_normalization/checks.hpp"

namespace strata {

std::string ChannelwiseScaling::summary() const {
  return built() ? fmt::format("ChannelwiseScaling({})", scale_->value.count()) : kind();
}

void ChannelwiseScaling::visit(StateVisitor& visitor) {
  visitor.parameter("scale", *scale_);
  visitor.parameter("shift", *shift_);
}

Shape ChannelwiseScaling::do_build(const Shape& sample, Rng&) {
  const Shape per_channel({channels_of(sample, path())}, "C");
  *scale_ = Parameter(Tensor::full(per_channel, 1.0, options()));
  *shift_ = Parameter(Tensor::full(per_channel, 0.0, options()));
  return sample;
}

Tensor ChannelwiseScaling::do_forward(const Tensor& x) {
  input_ = training() ? x : Tensor();
  Tensor y(x.shape(), x.options());
  kernels<ChannelwiseScalingKernels>(x).forward(x, scale_->value, shift_->value, y);
  return y;
}

Tensor ChannelwiseScaling::do_backward(const Tensor& dy, InputGradient wanted) {
  const Tensor x = std::exchange(input_, Tensor());
  const ChannelwiseScalingKernels& device = kernels<ChannelwiseScalingKernels>(x);
  const auto [dscale, write_scale] = scale_->write_grad();
  device.backward_scale(x, dy, write_scale, dscale);
  const auto [dshift, write_shift] = shift_->write_grad();
  device.backward_shift(dy, write_shift, dshift);
  if (wanted == InputGradient::skip) return {};
  Tensor dx(x.shape(), x.options());
  device.backward_input(dy, scale_->value, dx);
  return dx;
}

}  // namespace strata
