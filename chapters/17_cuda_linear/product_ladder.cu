// The ladder's kernels for float32 and float64.

#include "17_cuda_linear/product_ladder.hpp"

#include "17_cuda_linear/product_rungs.hpp"

namespace strata {

void run_product(int rung, const Tensor& a, const Tensor& b, Tensor& c) {
  expect_shape(b, {a.dim(1), any}, "run_product, B", "as many rows as A has columns");
  expect_shape(c, {a.dim(0), b.dim(1)}, "run_product, C");
  const ProductSize size{a.dim(0), b.dim(1), a.dim(1)};
  if (a.dtype() == Dtype::f64) {
    return product::run_rung(rung, a.data<double>(), b.data<double>(), c.data<double>(), size);
  }
  product::run_rung(rung, a.data<float>(), b.data<float>(), c.data<float>(), size);
}

}  // namespace strata
