#include "16_cuda_reductions/predictions.hpp"

#include <cuda_runtime.h>

#include <limits>

#include "16_cuda_reductions/row_lanes.hpp"
#include "common/error.hpp"

namespace strata::cuda_reductions {
namespace {

// [region comparable]
// A score as chapter 1's comparisons take it, which are false for NaN: one at the beginning of a row is never
// beaten, and one further on never wins.
template <class T>
__device__ T comparable(T score, Index column) {
  constexpr T infinity = std::numeric_limits<T>::infinity();
  return score == score ? score : column == 0 ? infinity : -infinity;
}
// [endregion comparable]

// [region argmax]
// (16.15), (16.16)  m = max_k x_k, and the first k with x_k = m
template <int lanes, class T>
__global__ void argmax_rows(const T* x, std::int32_t* labels, Index rows, Index columns) {
  const RowLanes<lanes> here;
  for (Index row = here.row; row < rows; row += here.rows_at_once) {
    const auto score = [&](Index k) { return comparable(x[row * columns + k], k); };
    const T m = combine_row<lanes, T>(here, columns, Largest(), score);
    const auto first = combine_row<lanes, std::int32_t>(here, columns, Smallest(), [&](Index k) {
      return score(k) == m ? static_cast<std::int32_t>(k) : std::numeric_limits<std::int32_t>::max();
    });
    if (here.lane == 0) labels[row] = first;
  }
}
// [endregion argmax]

// [region count]
// (16.17)  right <- right + sum_n [t^_n = t_n]. A warp votes on 32 samples, and its first lane adds the votes. Whole
// numbers have one sum, whatever the order.
__global__ void count_equal_labels(const std::int32_t* predicted, const std::int32_t* labels, Index count,
                                   std::int32_t* right) {
  const Index lane = thread_number() % warp_lanes;
  for (Index first = thread_number() - lane; first < count; first += thread_count()) {
    const Index n = first + lane;
    const unsigned votes = __ballot_sync(whole_warp, n < count && predicted[n] == labels[n]);
    if (lane == 0) atomicAdd(right, __popc(votes));
  }
}
// [endregion count]

template <class T>
void write_argmax(const Tensor& scores, Tensor& labels) {
  const Index rows = scores.dim(0), columns = scores.dim(1);
  with_lanes(columns, [&]<int lanes>() {
    launch<argmax_rows<lanes, T>>(rows_of_lanes<lanes>(rows), scores.data<T>(), labels.data<std::int32_t>(), rows,
                                  columns);
  });
}

}  // namespace

Tensor argmax(const Tensor& scores) {
  expect_shape(scores, {any, any}, "cuda_reductions::argmax", "one row of scores per sample");
  if (scores.device() != Device::cuda || (scores.dtype() != Dtype::f32 && scores.dtype() != Dtype::f64)) {
    throw Error({"cuda_reductions::argmax", scores.describe(), "float32 or float64 on CUDA",
                 "on the CPU, chapter 1's argmax() does it"});
  }
  Tensor labels({{scores.dim(0)}, "N"}, {Device::cuda, Dtype::i32});
  scores.dtype() == Dtype::f64 ? write_argmax<double>(scores, labels) : write_argmax<float>(scores, labels);
  return labels;
}

void count_right(const Tensor& predicted, const Tensor& labels, Tensor& right) {
  constexpr TensorOptions whole_numbers{Device::cuda, Dtype::i32};
  expect_shape(labels, {any}, "cuda_reductions::count_right, labels", "one label per sample");
  expect_shape(predicted, labels.shape(), "cuda_reductions::count_right", "one prediction per label");
  expect_shape(right, {1}, "cuda_reductions::count_right, count", "one number");
  expect_options(labels, whole_numbers, "cuda_reductions::count_right, labels");
  expect_options(predicted, whole_numbers, "cuda_reductions::count_right");
  expect_options(right, whole_numbers, "cuda_reductions::count_right, count");
  const Index count = labels.count();
  launch<count_equal_labels>(elementwise(count), predicted.data<std::int32_t>(), labels.data<std::int32_t>(), count,
                             right.data<std::int32_t>());
}

}  // namespace strata::cuda_reductions
