#include <algorithm>
#include <cmath>

#include "04_activations/softmax.hpp"
#include "04_activations/softmax_row.hpp"
#include "common/parallel.hpp"

namespace strata {
namespace {

// Calls body(first, last) with the positions of each row along the last axis. Rows have one owner each.
template <class Body>
void for_each_row(const Tensor& tensor, Body body) {
  constexpr Index elements_per_chunk = 4096;  // exponentials are slow: this many repay starting a chunk
  const Index columns = tensor.dim(tensor.rank() - 1);
  parallel_for(tensor.count() / columns, std::max<Index>(1, elements_per_chunk / columns), [&](Index begin, Index end) {
    for (Index row = begin; row < end; ++row) body(row * columns, (row + 1) * columns);
  });
}

// [region softmax_forward]
// (4.23)  p_k = e^(x_k - m) / sum_j e^(x_j - m), where m is the largest score of the row
template <class T>
void softmax_forward(const Tensor& input, Tensor& output) {
  const T* const x = input.data<T>();
  T* const p = output.data<T>();
  for_each_row(input, [&](Index first, Index last) {
    const T m = largest_score<T>(x + first, last - first);
    T sum = 0;
    for (Index k = first; k < last; ++k) {
      p[k] = std::exp(x[k] - m);
      sum += p[k];
    }
    for (Index k = first; k < last; ++k) p[k] /= sum;
  });
}
// [endregion softmax_forward]

// [region softmax_backward]
// (4.26)  dx_k = p_k (dp_k - sum_j dp_j p_j)
template <class T>
void softmax_backward(const Tensor& output, const Tensor& output_gradient, Tensor& input_gradient) {
  const T* const p = output.data<T>();
  const T* const dp = output_gradient.data<T>();
  T* const dx = input_gradient.data<T>();
  for_each_row(output, [&](Index first, Index last) {
    T sum = 0;
    for (Index j = first; j < last; ++j) sum += dp[j] * p[j];
    for (Index k = first; k < last; ++k) dx[k] = p[k] * (dp[k] - sum);
  });
}
// [endregion softmax_backward]

// [region log_softmax]
// (4.28)  y_k = x_k - m - ln sum_j e^(x_j - m)
template <class T>
void log_softmax_forward(const Tensor& input, Tensor& output) {
  const T* const x = input.data<T>();
  T* const y = output.data<T>();
  for_each_row(input, [&](Index first, Index last) {
    const LogSoftMaxRow<T> row(x + first, last - first);
    for (Index k = first; k < last; ++k) y[k] = row.log_probability(x[k]);
  });
}

// (4.30)  dx_k = dy_k - e^(y_k) sum_j dy_j
template <class T>
void log_softmax_backward(const Tensor& output, const Tensor& output_gradient, Tensor& input_gradient) {
  const T* const y = output.data<T>();
  const T* const dy = output_gradient.data<T>();
  T* const dx = input_gradient.data<T>();
  for_each_row(output, [&](Index first, Index last) {
    T sum = 0;
    for (Index j = first; j < last; ++j) sum += dy[j];
    for (Index k = first; k < last; ++k) dx[k] = dy[k] - std::exp(y[k]) * sum;
  });
}
// [endregion log_softmax]

template <class T>
constexpr SoftMaxKernels softmax{&softmax_forward<T>, &softmax_backward<T>};
template <class T>
constexpr LogSoftMaxKernels log_softmax{&log_softmax_forward<T>, &log_softmax_backward<T>};

constexpr std::string_view cuda_chapter = "link strata::cuda_reductions, chapter 16";

}  // namespace

constinit KernelTable<SoftMaxKernels> SoftMaxKernels::table{
    SoftMaxKernels::name,
    cuda_chapter,
    {{Device::cpu, Dtype::f32, plain_kernels, &softmax<float>},
     {Device::cpu, Dtype::f64, plain_kernels, &softmax<double>}}};

constinit KernelTable<LogSoftMaxKernels> LogSoftMaxKernels::table{
    LogSoftMaxKernels::name,
    cuda_chapter,
    {{Device::cpu, Dtype::f32, plain_kernels, &log_softmax<float>},
     {Device::cpu, Dtype::f64, plain_kernels, &log_softmax<double>}}};

}  // namespace strata
