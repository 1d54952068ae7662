// The ladders' kernels, for the program and the tests.

#include "18_cuda_normalization/ladder_rungs.hpp"

#include "18_cuda_normalization/mask_kernels.hpp"
#include "18_cuda_normalization/moments_ladder.hpp"

namespace strata {

void run_moments(int rung, const Tensor& x, Tensor& mean, Tensor& variance) {
  const auto run = [&]<class S>(S* to_mean, S* to_variance) {
    moments::run_rung(rung, x.data<float>(), rows_of(x), channels_of(x), to_mean, to_variance);
  };
  if (mean.dtype() == Dtype::f64) return run(mean.data<double>(), variance.data<double>());
  run(mean.data<float>(), variance.data<float>());
}

void run_mask(int rung, const Bernoulli& m, const Tensor& taken, const Tensor& x, Tensor& y) {
  const auto* state = taken.data<std::int64_t>();
  if (x.dtype() == Dtype::f64) return masks::run_rung(rung, m, state, x.data<double>(), y.data<double>(), x.count());
  masks::run_rung(rung, m, state, x.data<float>(), y.data<float>(), x.count());
}

}  // namespace strata
