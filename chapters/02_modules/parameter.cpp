#include "02_modules/parameter.hpp"

#include "common/error.hpp"

namespace strata {

const Tensor& Parameter::grad() const {
  if (stale_) {
    throw Error({path, "a gradient that no backward pass has written since zero_grad()",
                 "a forward and a backward pass", "call forward(x), then backward(dy)"});
  }
  return grad_;
}

// [region write_grad]
Parameter::Gradient Parameter::write_grad() {
  reserve_grad();
  const Write write = stale_ ? Write::assign : Write::add;  // (2.5)
  stale_ = false;
  return {grad_, write};
}
// [endregion write_grad]

void Parameter::poison_grad(double value_of_every_entry) {
  reserve_grad();
  grad_.fill(value_of_every_entry);
  stale_ = true;
}

// A parameter that has moved to another device or dtype gets a gradient beside it.
void Parameter::reserve_grad() {
  if (grad_.defined() && grad_.options() == value.options() && grad_.shape() == value.shape()) return;
  grad_ = Tensor(value.shape(), value.options());
  stale_ = true;
}

}  // namespace strata
