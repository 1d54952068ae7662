#include "13_custom_layers/add_channel_mean.hpp"

#include "08_normalization/checks.hpp"

namespace strata {
namespace {

// [region both]
Tensor with_mean_added(const Tensor& x) {
  Tensor y(x.shape(), x.options());
  kernels<AddChannelMeanKernels>(x).add_mean(x, y);
  return y;
}

}  // namespace

Tensor AddChannelMean::do_forward(const Tensor& x) { return with_mean_added(x); }  // (13.16)

Tensor AddChannelMean::do_backward(const Tensor& dy, InputGradient wanted) {
  return wanted == InputGradient::skip ? Tensor() : with_mean_added(dy);  // (13.18)
}
// [endregion both]

Shape AddChannelMean::do_build(const Shape& sample, Rng&) {
  channels_of(sample, path());  // throws where there are none
  return sample;
}

}  // namespace strata
