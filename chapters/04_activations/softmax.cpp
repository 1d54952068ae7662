#include "04_activations/softmax.hpp"

#include <utility>

#include "common/error.hpp"

namespace strata {

template <class Kernels>
Shape RowActivation<Kernels>::do_build(const Shape& sample, Rng&) {
  if (sample.rank() == 0) {
    throw Error({path() + ", input", "samples of a single number", "samples with an axis to normalise along",
                 "build it for samples of shape [K], one score per class"});
  }
  return sample;
}

// [region layer]
template <class Kernels>
Tensor RowActivation<Kernels>::do_forward(const Tensor& x) {
  Tensor y(x.shape(), x.options());
  kernels<Kernels>(x).forward(x, y);
  output_ = training() ? y : Tensor();
  return y;
}

template <class Kernels>
Tensor RowActivation<Kernels>::do_backward(const Tensor& dy, InputGradient wanted) {
  const Tensor y = std::exchange(output_, Tensor());
  if (wanted == InputGradient::skip) return {};
  Tensor dx(y.shape(), y.options());
  kernels<Kernels>(y).backward(y, dy, dx);
  return dx;
}
// [endregion layer]

template class RowActivation<SoftMaxKernels>;
template class RowActivation<LogSoftMaxKernels>;

}  // namespace strata
