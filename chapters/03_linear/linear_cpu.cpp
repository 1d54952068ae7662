#include <algorithm>

#include "01_tensors/views.hpp"
#include "03_linear/linear.hpp"
#include "common/parallel.hpp"

namespace strata {
namespace {

// How many rows of a result one thread computes at a time: about a million multiplications, so that starting the chunk
// costs nothing beside it. It depends on the shapes alone, and so do the bits of the result.
Index rows_per_chunk(Index work_per_row) { return std::clamp<Index>((Index{1} << 20) / work_per_row, 4, 256); }

// [region forward]
// (3.1)  y = x Wᵀ + 1 bᵀ
template <class T>
void forward(const Tensor& input, const Tensor& weight, const Tensor* bias, Tensor& output) {
  const auto x = matrix<T>(input), w = matrix<T>(weight);
  auto y = matrix<T>(output);
  parallel_for(y.rows(), rows_per_chunk(w.size()), [&](Index begin, Index end) {
    auto rows = y.middleRows(begin, end - begin);
    rows.noalias() = x.middleRows(begin, end - begin) * w.transpose();
    if (bias != nullptr) rows.rowwise() += row<T>(*bias);
  });
}
// [endregion forward]

// [region backward_input]
// (3.4)  dx = dy W
template <class T>
void backward_input(const Tensor& output_gradient, const Tensor& weight, Tensor& input_gradient) {
  const auto dy = matrix<T>(output_gradient), w = matrix<T>(weight);
  auto dx = matrix<T>(input_gradient);
  parallel_for(dx.rows(), rows_per_chunk(w.size()), [&](Index begin, Index end) {
    dx.middleRows(begin, end - begin).noalias() = dy.middleRows(begin, end - begin) * w;
  });
}
// [endregion backward_input]

// [region backward_weight]
// (3.5)  dW = dyᵀ x, assigned or added (2.5). Chunks are rows of dW, so that no two threads share a sum.
template <class T>
void backward_weight(const Tensor& input, const Tensor& output_gradient, Write write, Tensor& weight_gradient) {
  const auto x = matrix<T>(input), dy = matrix<T>(output_gradient);
  auto dw = matrix<T>(weight_gradient);
  parallel_for(dw.rows(), rows_per_chunk(x.size()), [&](Index begin, Index end) {
    auto rows = dw.middleRows(begin, end - begin);
    if (write == Write::assign) rows.setZero();
    rows.noalias() += dy.middleCols(begin, end - begin).transpose() * x;
  });
}
// [endregion backward_weight]

// [region backward_bias]
// (3.6)  db = 1ᵀ dy, assigned or added (2.5)
template <class T>
void backward_bias(const Tensor& output_gradient, Write write, Tensor& bias_gradient) {
  auto db = row<T>(bias_gradient);
  if (write == Write::assign) db.setZero();
  db += matrix<T>(output_gradient).colwise().sum();
}
// [endregion backward_bias]

template <class T>
constexpr LinearKernels cpu{&forward<T>, &backward_input<T>, &backward_weight<T>, &backward_bias<T>};

}  // namespace

constinit KernelTable<LinearKernels> LinearKernels::table{
    "Linear",
    "link strata::cuda_linear, chapter 17",
    {{Device::cpu, Dtype::f32, plain_kernels, &cpu<float>}, {Device::cpu, Dtype::f64, plain_kernels, &cpu<double>}}};

}  // namespace strata
