// The ladder's kernels for float32 and float64.

#include "01_tensors/convert.hpp"
#include "15_cuda_kernels/axpy_ladder.hpp"
#include "15_cuda_kernels/axpy_rungs.hpp"

namespace strata {

void run_axpy(int rung, const Tensor& x, double s, Tensor& y) {
  if (x.dtype() == Dtype::f64) return axpy::run_rung(rung, x.data<double>(), s, y.data<double>(), x.count());
  axpy::run_rung(rung, x.data<float>(), convert<float>(s), y.data<float>(), x.count());
}

}  // namespace strata
