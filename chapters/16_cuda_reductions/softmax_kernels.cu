// SoftMax and LogSoftMax on the GPU: every row along the last axis is a task of its own.

#include <cuda_runtime.h>

#include <cmath>

#include "04_activations/softmax.hpp"
#include "15_cuda_kernels/cuda_sets.hpp"
#include "16_cuda_reductions/reduction_sets.hpp"
#include "16_cuda_reductions/row_softmax.hpp"

namespace strata {
namespace {

Index columns_of(const Tensor& x) { return x.dim(x.rank() - 1); }
Index rows_of(const Tensor& x) { return x.count() / columns_of(x); }

// [region softmax]
// (4.23)  p_k = e^(x_k - m) / sum_j e^(x_j - m), where m is the largest score of the row
template <int lanes, class T>
__global__ void softmax_rows(const T* x, T* p, Index rows, Index columns) {
  const RowLanes<lanes> here;
  for (Index row = here.row; row < rows; row += here.rows_at_once) {
    const T* const x_row = x + row * columns;
    T* const p_row = p + row * columns;
    const T m = combine_row<lanes, T>(here, columns, Largest(), [&](Index k) { return x_row[k]; });
    const T sum = combine_row<lanes, T>(here, columns, Sum(), [&](Index k) {
      p_row[k] = std::exp(x_row[k] - m);
      return p_row[k];
    });
    for (Index k = here.lane; k < columns; k += lanes) p_row[k] /= sum;  // what this lane itself has written
  }
}

// (4.26)  dx_k = p_k (dp_k - sum_j dp_j p_j)
template <int lanes, class T>
__global__ void softmax_rows_backward(const T* p, const T* dp, T* dx, Index rows, Index columns) {
  const RowLanes<lanes> here;
  for (Index row = here.row; row < rows; row += here.rows_at_once) {
    const Index first = row * columns;
    const T sum = combine_row<lanes, T>(here, columns, Sum(), [&](Index j) { return dp[first + j] * p[first + j]; });
    for (Index k = here.lane; k < columns; k += lanes) dx[first + k] = p[first + k] * (dp[first + k] - sum);
  }
}
// [endregion softmax]

// [region log_softmax]
// (4.28)  y_k = x_k - m - ln sum_j e^(x_j - m)
template <int lanes, class T>
__global__ void log_softmax_rows(const T* x, T* y, Index rows, Index columns) {
  const RowLanes<lanes> here;
  for (Index row = here.row; row < rows; row += here.rows_at_once) {
    const Index first = row * columns;
    const LogSoftMaxRow<T> log_softmax = log_softmax_of_row<T>(here, x + first, columns);
    for (Index k = here.lane; k < columns; k += lanes) y[first + k] = log_softmax.log_probability(x[first + k]);
  }
}

// (4.30)  dx_k = dy_k - e^(y_k) sum_j dy_j
template <int lanes, class T>
__global__ void log_softmax_rows_backward(const T* y, const T* dy, T* dx, Index rows, Index columns) {
  const RowLanes<lanes> here;
  for (Index row = here.row; row < rows; row += here.rows_at_once) {
    const Index first = row * columns;
    const T sum = combine_row<lanes, T>(here, columns, Sum(), [&](Index j) { return dy[first + j]; });
    for (Index k = here.lane; k < columns; k += lanes) dx[first + k] = dy[first + k] - std::exp(y[first + k]) * sum;
  }
}
// [endregion log_softmax]

// [region start]
template <class T>
void softmax_forward(const Tensor& x, Tensor& p) {
  const Index rows = rows_of(x), columns = columns_of(x);
  with_lanes(columns, [&]<int lanes>() {
    launch<softmax_rows<lanes, T>>(rows_of_lanes<lanes>(rows), x.data<T>(), p.data<T>(), rows, columns);
  });
}
// [endregion start]

template <class T>
void softmax_backward(const Tensor& p, const Tensor& dp, Tensor& dx) {
  const Index rows = rows_of(p), columns = columns_of(p);
  with_lanes(columns, [&]<int lanes>() {
    launch<softmax_rows_backward<lanes, T>>(rows_of_lanes<lanes>(rows), p.data<T>(), dp.data<T>(), dx.data<T>(), rows,
                                            columns);
  });
}

template <class T>
void log_softmax_forward(const Tensor& x, Tensor& y) {
  const Index rows = rows_of(x), columns = columns_of(x);
  with_lanes(columns, [&]<int lanes>() {
    launch<log_softmax_rows<lanes, T>>(rows_of_lanes<lanes>(rows), x.data<T>(), y.data<T>(), rows, columns);
  });
}

template <class T>
void log_softmax_backward(const Tensor& y, const Tensor& dy, Tensor& dx) {
  const Index rows = rows_of(y), columns = columns_of(y);
  with_lanes(columns, [&]<int lanes>() {
    launch<log_softmax_rows_backward<lanes, T>>(rows_of_lanes<lanes>(rows), y.data<T>(), dy.data<T>(), dx.data<T>(),
                                                rows, columns);
  });
}

template <class T>
constexpr SoftMaxKernels softmax_cuda{&softmax_forward<T>, &softmax_backward<T>};
template <class T>
constexpr LogSoftMaxKernels log_softmax_cuda{&log_softmax_forward<T>, &log_softmax_backward<T>};

}  // namespace

void install_softmax_kernels() {
  SoftMaxKernels::table.install({Device::cuda, Dtype::f32, cuda_set, &softmax_cuda<float>});
  SoftMaxKernels::table.install({Device::cuda, Dtype::f64, cuda_set, &softmax_cuda<double>});
  LogSoftMaxKernels::table.install({Device::cuda, Dtype::f32, cuda_set, &log_softmax_cuda<float>});
  LogSoftMaxKernels::table.install({Device::cuda, Dtype::f64, cuda_set, &log_softmax_cuda<double>});
}

}  // namespace strata
