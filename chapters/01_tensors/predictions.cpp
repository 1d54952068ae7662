#include "01_tensors/predictions.hpp"

#include "01_tensors/views.hpp"

namespace strata {
namespace {

template <class T>
void write_argmax(const Tensor& scores, Tensor& labels) {
  const auto y = matrix<T>(scores);
  for (Index n = 0; n < y.rows(); ++n) {
    Index best = 0;
    y.row(n).maxCoeff(&best);
    row<std::int32_t>(labels)[n] = static_cast<std::int32_t>(best);
  }
}

}  // namespace

Tensor argmax(const Tensor& scores) {
  expect_shape(scores, {any, any}, "argmax", "one row of scores per sample");
  Tensor labels({{scores.dim(0)}, "N"}, {Device::cpu, Dtype::i32});
  scores.dtype() == Dtype::f64 ? write_argmax<double>(scores, labels) : write_argmax<float>(scores, labels);
  return labels;
}

double accuracy(const Tensor& predicted, const Tensor& labels) {
  expect_shape(predicted, labels.shape(), "accuracy", "one prediction per label");
  const auto hits = (row<std::int32_t>(predicted).array() == row<std::int32_t>(labels).array()).count();
  return static_cast<double>(hits) / static_cast<double>(labels.count());
}

}  // namespace strata
