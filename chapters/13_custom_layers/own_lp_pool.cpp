#include "13_custom_layers/own_lp_pool.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "common/error.hpp"

namespace strata {

OwnLpPool::OwnLpPool(Index k, double p) : k_(k), p_(p) {
  if (k < 1) throw Error({"OwnLpPool", fmt::format("windows of size {}", k), "1 or more", ""});
  if (!(p >= 1) || !std::isfinite(p)) {
    throw Error({"OwnLpPool", fmt::format("p = {}", p), "a finite number, 1 or more",
                 "below 1 the slope at 0 is infinite; for infinity take MaxPool2d"});
  }
}

std::string OwnLpPool::summary() const { return fmt::format("OwnLpPool({0}x{0}, p {1})", k_, p_); }

// [region module]
Shape OwnLpPool::do_build(const Shape& sample, Rng&) {
  if (sample.rank() != 3 || sample[0] < k_ || sample[1] < k_) {
    throw Error({path() + ", input", sample.to_string(),
                 fmt::format("[H=any,W=any,C=any] with {} rows and columns or more", k_),
                 "a window must fit on the image"});
  }
  return {{sample[0] / k_, sample[1] / k_, sample[2]}, "HWC"};
}

Tensor OwnLpPool::do_forward(const Tensor& x) {
  Tensor y(output_sample().with_front(x.dim(0)), x.options());
  kernels<OwnLpPoolKernels>(x).forward(k_, p_, x, y);
  input_ = training() ? x : Tensor();
  output_ = training() ? y : Tensor();
  return y;
}

Tensor OwnLpPool::do_backward(const Tensor& dy, InputGradient wanted) {
  const Tensor x = std::exchange(input_, Tensor()), y = std::exchange(output_, Tensor());
  if (wanted == InputGradient::skip) return {};
  Tensor dx(x.shape(), x.options());
  kernels<OwnLpPoolKernels>(x).backward(k_, p_, x, y, dy, dx);
  return dx;
}
// [endregion module]

}  // namespace strata
