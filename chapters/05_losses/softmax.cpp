#include "softmax.hpp"

#include "01_tensors/views.hpp"

namespace strata {

Tensor softmax(const Tensor& y) {
  Tensor p = y.clone();
  with_type(y.dtype(), [&]<class T>() {
    auto rows = matrix<T>(p);
    for (Index n = 0; n < rows.rows(); ++n) {
      rows.row(n) = (rows.row(n).array() - rows.row(n).maxCoeff()).exp();
      rows.row(n) /= rows.row(n).sum();
    }
  });
  return p;
}

// [region softmax_backward]
Tensor softmax_backward(const Tensor& p, const Tensor& dp) {
  Tensor dy(p.shape(), p.options());
  with_type(p.dtype(), [&]<class T>() {
    const auto probabilities = matrix<T>(p).array(), gradients = matrix<T>(dp).array();
    const auto means = (probabilities * gradients).rowwise().sum().eval();
    matrix<T>(dy) = probabilities * (gradients.colwise() - means);  // (5.23)
  });
  return dy;
}
// [endregion softmax_backward]

}  // namespace strata
