#include <algorithm>

#include "01_tensors/views.hpp"
#include "03_linear/linear.hpp"
#include "common/parallel.hpp"

namespace strata {
namespace {

// How many columns of a product one thread computes at a time. Eigen copies both factors of each chunk into an order of
// its own first: chunks of many columns repay that. It depends on the shapes alone, and so do the bits of the result.
Index columns_per_chunk(Index columns, Index work_per_column) {
  const Index enough = (Index{1} << 20) / work_per_column;  // so that starting a chunk costs nothing beside it
  const Index quarter = (columns + 3) / 4;                  // four chunks keep four cores busy
  return std::max<Index>({64, enough, (quarter + 15) / 16 * 16});
}

// [region forward]
// (3.1)  y = x Wᵀ + 1 bᵀ
template <class T>
void forward(const Tensor& input, const Tensor& weight, const Tensor* bias, Tensor& output) {
  const auto x = matrix<T>(input), w = matrix<T>(weight);
  auto y = matrix<T>(output);
  parallel_for(y.cols(), columns_per_chunk(y.cols(), x.size()), [&](Index begin, Index end) {
    auto columns = y.middleCols(begin, end - begin);
    columns.noalias() = x * w.middleRows(begin, end - begin).transpose();
    if (bias != nullptr) columns.rowwise() += row<T>(*bias).middleCols(begin, end - begin);
  });
}
// [endregion forward]

// [region backward_input]
// (3.4)  dx = dy W
template <class T>
void backward_input(const Tensor& output_gradient, const Tensor& weight, Tensor& input_gradient) {
  const auto dy = matrix<T>(output_gradient), w = matrix<T>(weight);
  auto dx = matrix<T>(input_gradient);
  parallel_for(dx.cols(), columns_per_chunk(dx.cols(), dy.size()), [&](Index begin, Index end) {
    dx.middleCols(begin, end - begin).noalias() = dy * w.middleCols(begin, end - begin);
  });
}
// [endregion backward_input]

// [region backward_weight]
// (3.5)  dW = dyᵀ x, assigned or added (2.5). Chunks are columns of dW, so that no two threads share a sum.
template <class T>
void backward_weight(const Tensor& input, const Tensor& output_gradient, Write write, Tensor& weight_gradient) {
  const auto x = matrix<T>(input), dy = matrix<T>(output_gradient);
  auto dw = matrix<T>(weight_gradient);
  parallel_for(dw.cols(), columns_per_chunk(dw.cols(), dy.size()), [&](Index begin, Index end) {
    auto columns = dw.middleCols(begin, end - begin);
    if (write == Write::assign) columns.setZero();
    columns.noalias() += dy.transpose() * x.middleCols(begin, end - begin);
  });
}
// [endregion backward_weight]

// [region backward_bias]
// (3.6)  db = dyᵀ 1, assigned or added (2.5)
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
