#include "08_normalization/batch_norm.hpp"

#include <fmt/format.h>

#include <cmath>
#include <string>
#include <utility>

#include "08_normalization/checks.hpp"
#include "08_normalization/give_gradient.hpp"
#include "common/error.hpp"

namespace strata {

BatchNorm::BatchNorm(BatchNormOptions options) : options_(options) {
  expect_epsilon(options.epsilon, "BatchNorm");
  if (options.momentum && !(*options.momentum >= 0 && *options.momentum <= 1)) {
    throw Error({"BatchNorm, momentum", fmt::format("{}", *options.momentum), "a number from 0 to 1",
                 "it is the share of the newest batch, as in PyTorch; std::nullopt counts all batches alike"});
  }
  if (!options.affine) return;
  scale_ = std::make_shared<Parameter>();
  shift_ = std::make_shared<Parameter>();
}

Parameter& BatchNorm::scale() {
  expect_affine(options_.affine, *this, "scale");
  return *scale_;
}

Parameter& BatchNorm::shift() {
  expect_affine(options_.affine, *this, "shift");
  return *shift_;
}

std::string BatchNorm::summary() const {
  std::string text = built() ? fmt::format("{}", running_mean_.count()) : "";
  const auto add = [&](const std::string& option) { text += fmt::format("{}{}", text.empty() ? "" : ", ", option); };
  const BatchNormOptions usual;
  if (options_.epsilon != usual.epsilon) add(fmt::format("epsilon {}", options_.epsilon));
  if (!options_.momentum) {
    add("cumulative");
  } else if (options_.momentum != usual.momentum) {
    add(fmt::format("momentum {}", *options_.momentum));
  }
  if (!options_.affine) add("no scale and shift");
  return text.empty() ? kind() : fmt::format("BatchNorm({})", text);
}

void BatchNorm::visit(StateVisitor& visitor) {
  if (options_.affine) {
    visitor.parameter("scale", *scale_);
    visitor.parameter("shift", *shift_);
  }
  visitor.buffer("running_mean", running_mean_);
  visitor.buffer("running_variance", running_variance_);
  visitor.buffer("batches_tracked", batches_tracked_);
}

Shape BatchNorm::do_build(const Shape& sample, Rng&) {
  const Shape per_channel({channels_of(sample, path())}, "C");
  if (options_.affine) {
    *scale_ = Parameter(Tensor::full(per_channel, 1.0, options()));
    *shift_ = Parameter(Tensor::full(per_channel, 0.0, options()));
  }
  running_mean_ = Tensor::full(per_channel, 0.0, options());
  running_variance_ = Tensor::full(per_channel, 1.0, options());
  batches_tracked_ = Tensor::full({1}, 0, {options().device, Dtype::i64});
  return sample;
}

// [region forward]
ChannelStatistics BatchNorm::track(const Tensor& x) {
  const Index rows = x.count() / running_mean_.count();
  if (rows < 2) {
    throw Error({path() + ", training", fmt::format("one value per channel, from an input {}", x.shape().to_string()),
                 "two or more, since the variance of one is 0 and every output would be the shift",
                 "use a larger batch, leave out a last batch of one, switch to eval(), or take LayerNorm"});
  }
  ChannelStatistics batch{Tensor(running_mean_.shape(), x.options()), Tensor(running_mean_.shape(), x.options()),
                          options_.epsilon};
  const BatchNormKernels& device = kernels<BatchNormKernels>(x);
  device.statistics(x, batch.mean, batch.variance);
  device.track(batch, rows, options_.momentum, running_mean_, running_variance_, batches_tracked_);
  return batch;
}

Tensor BatchNorm::do_forward(const Tensor& x) {
  const ChannelStatistics statistics =
      training() ? track(x) : ChannelStatistics{running_mean_, running_variance_, options_.epsilon};
  input_ = training() ? x : Tensor();
  batch_ = training() ? statistics : ChannelStatistics();
  Tensor y(x.shape(), x.options());
  kernels<BatchNormKernels>(x).forward(x, statistics, scale_value(), shift_value(), y);
  return y;
}
// [endregion forward]

// [region backward]
Tensor BatchNorm::do_backward(const Tensor& dy, InputGradient wanted) {
  const Tensor x = std::exchange(input_, Tensor());
  const ChannelStatistics batch = std::exchange(batch_, ChannelStatistics());
  if (!options_.affine && wanted == InputGradient::skip) return {};
  const BatchNormKernels& device = kernels<BatchNormKernels>(x);
  Tensor dscale(running_mean_.shape(), x.options()), dshift(running_mean_.shape(), x.options());
  device.backward_sums(x, batch, dy, dscale, dshift);
  if (options_.affine) {
    give_gradient(*scale_, dscale);
    give_gradient(*shift_, dshift);
  }
  if (wanted == InputGradient::skip) return {};
  Tensor dx(x.shape(), x.options());
  device.backward_input(x, batch, scale_value(), dy, dscale, dshift, dx);
  return dx;
}
// [endregion backward]

}  // namespace strata
