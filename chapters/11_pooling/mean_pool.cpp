#include "11_pooling/mean_pool.hpp"

namespace strata {

template <class Mean>
Tensor MeanPool2d<Mean>::do_forward(const Tensor& x) {
  Tensor y(output_images(x.dim(0)), x.options());
  kernels<MeanPoolKernels<Mean>>(x).forward(mean_, windows(), x, y);
  const bool keep = training() && !Mean::constant_slope;
  input_ = keep ? x : Tensor();
  output_ = keep ? y : Tensor();
  return as_output(y);
}

template <class Mean>
Tensor MeanPool2d<Mean>::do_backward(const Tensor& dy, InputGradient wanted) {
  const Tensor x = std::exchange(input_, Tensor()), y = std::exchange(output_, Tensor());
  if (wanted == InputGradient::skip) return {};
  Tensor dx(input_sample().with_front(dy.dim(0)), dy.options());
  kernels<MeanPoolKernels<Mean>>(dy).backward(mean_, windows(), x, y, dy.reshape(output_images(dy.dim(0))), dx);
  return dx;
}

template class MeanPool2d<ArithmeticMean>;
template class MeanPool2d<RootMeanSquare>;
template class MeanPool2d<PowerMean>;

}  // namespace strata
