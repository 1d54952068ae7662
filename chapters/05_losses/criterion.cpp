#include "05_losses/criterion.hpp"

#include <numeric>
#include <utility>

#include "common/error.hpp"

namespace strata {

// [region forward]
double Criterion::forward(const Tensor& y, const Tensor& target) {
  ready_ = Ready::never_forward;      // should a check fail, there is nothing to go back through
  y_ = target_ = losses_ = Tensor();  // before the new ones: their memory is used again
  expect_output(y);
  expect_fit(y, target);
  losses_ = Tensor({{y.dim(0)}, "N"}, {y.device(), Dtype::f64});
  do_forward(y, target, losses_);
  y_ = y;
  target_ = target;
  ready_ = Ready::yes;
  const Tensor here = losses_.to(Device::cpu);
  const auto losses = here.values<double>();
  return std::accumulate(losses.begin(), losses.end(), 0.0) / divisor(y);  // (5.1)
}
// [endregion forward]

// [region backward]
Tensor Criterion::backward() {
  if (ready_ != Ready::yes) {
    throw Error({kind(),
                 ready_ == Ready::used ? "a second backward() for one forward()" : "backward() before forward()",
                 "one forward() before each backward()", "call forward(y, target) again before each backward()"});
  }
  ready_ = Ready::used;
  const Tensor y = std::exchange(y_, Tensor()), target = std::exchange(target_, Tensor());
  Tensor dy(y.shape(), y.options());
  do_backward(y, target, 1.0 / divisor(y), dy);  // (5.2)
  return dy;
}
// [endregion backward]

const Tensor& Criterion::sample_losses() const {
  if (ready_ == Ready::never_forward) {
    throw Error({kind(), "a question for the losses of samples before forward()", "a forward() that went well", ""});
  }
  return losses_;
}

double Criterion::divisor(const Tensor& y) const { return static_cast<double>(terms(y)); }

void Criterion::expect_output(const Tensor& y) const {
  if (!y.defined()) {
    throw Error({kind() + ", output", "no tensor", "the outputs of a network", "pass what forward(x) returned"});
  }
  if (y.rank() < 1 || (y.dtype() != Dtype::f32 && y.dtype() != Dtype::f64)) {
    throw Error(
        {kind() + ", output", y.describe(), "[N, ...] of float32 or float64",
         y.rank() < 1 ? "one sample is a batch, too: give it a first axis of size 1" : "convert with to(Dtype)"});
  }
  const ValueRange range = output_range();
  if (!range.bounded()) return;
  const Index position = first_outside(y, range, NotFinite::passes);
  if (position >= 0) throw outside_error(y, position, range, kind() + ", output");
}

}  // namespace strata
