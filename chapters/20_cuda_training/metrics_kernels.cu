// Loss and accuracy of an epoch, added up where they are.

#include "20_cuda_training/metrics_kernels.hpp"

#include <cuda_runtime.h>

#include <cmath>
#include <limits>

#include "15_cuda_kernels/elementwise.hpp"
#include "16_cuda_reductions/block_reduction.hpp"
#include "16_cuda_reductions/combinations.hpp"

namespace strata {
namespace {

// [region add]
// (20.9), by one block: two would have to agree who adds to the running sums first, and a batch is small.
__global__ void add_batch_metrics(const double* losses, const std::int32_t* predicted, const std::int32_t* labels,
                                  Index samples, double* sums) {
  double loss = 0, right = 0;
  for (Index n = threadIdx.x; n < samples; n += blockDim.x) {
    loss += losses[n];
    right += predicted[n] == labels[n] ? 1 : 0;
  }
  loss = combine_block(loss, Sum());
  right = combine_block(right, Sum());
  if (threadIdx.x != 0) return;
  sums[0] += loss;
  sums[1] += right;
  sums[2] += static_cast<double>(samples);
  sums[3] += 1;
  const bool finite = std::abs(loss) < std::numeric_limits<double>::infinity();  // false for NaN
  if (!finite && sums[4] == 0) sums[4] = sums[3];
}
// [endregion add]

}  // namespace

void add_batch(const Tensor& losses, const Tensor& predicted, const Tensor& labels, Tensor& sums) {
  launch<add_batch_metrics>({.grid = 1, .block = static_cast<unsigned>(elementwise_block)}, losses.data<double>(),
                            predicted.data<std::int32_t>(), labels.data<std::int32_t>(), labels.count(),
                            sums.data<double>());
}

}  // namespace strata
