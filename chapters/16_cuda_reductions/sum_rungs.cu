// The ladder's kernels for float32 and float64.

#include "16_cuda_reductions/sum_rungs.hpp"

#include "16_cuda_reductions/sum_ladder.hpp"

namespace strata {

Tensor run_sum(int rung, const Tensor& x) {
  return x.dtype() == Dtype::f64 ? sums::run_rung<double>(rung, x) : sums::run_rung<float>(rung, x);
}

}  // namespace strata
