#include "08_normalization/summed_subject.hpp"

#include <vector>

#include "01_tensors/views.hpp"

namespace strata {

SummedSubject::SummedSubject(const Module& module, const Tensor& x) : inner_(module, x) { slots_ = inner_.slots(); }

// As many equal sums as there are samples, since the check looks for mistakes sample by sample.
Tensor SummedSubject::forward() {
  const Tensor y = inner_.forward();
  output_ = y.shape();
  return Tensor::full({y.dim(0)}, row<double>(y).sum(), y.options());
}

std::vector<Tensor> SummedSubject::backward(const Tensor& dy, InputGradient wanted) {
  return inner_.backward(Tensor::full(output_, row<double>(dy).sum(), dy.options()), wanted);
}

}  // namespace strata
