#include "softmax.hpp"

#include "04_activations/softmax.hpp"

namespace strata {

Tensor softmax(const Tensor& y) {
  Tensor p(y.shape(), y.options());
  kernels<SoftMaxKernels>(y).forward(y, p);
  return p;
}

Tensor softmax_backward(const Tensor& p, const Tensor& dp) {
  Tensor dy(p.shape(), p.options());
  kernels<SoftMaxKernels>(p).backward(p, dp, dy);
  return dy;
}

}  // namespace strata
