#include "06_optimizers/elementwise.hpp"
#include "06_optimizers/sgd.hpp"

namespace strata {
namespace {

// (6.1) to (6.6)
template <class T>
void step(const Pace& pace, const SgdOptions& options, const Tensor& gradient, Tensor* momentum, Tensor& value) {
  const auto c = sgd_coefficients<T>(options, step_now(pace.clock.data<double>(), pace.rate_factor, pace.missed));
  const T* const g = gradient.data<T>();
  T* const x = value.data<T>();
  if (momentum == nullptr) return for_each_element(value, [=](Index i) { sgd_update(c, g[i], x[i]); });
  T* const velocity = momentum->data<T>();
  for_each_element(value, [=](Index i) { sgd_update(c, g[i], velocity[i], x[i]); });
}

template <class T>
constexpr SgdKernels sgd_kernels{&step<T>};

}  // namespace

constinit KernelTable<SgdKernels> SgdKernels::table{"SGD",
                                                    "link strata::cuda_training, chapter 20",
                                                    {{Device::cpu, Dtype::f32, plain_kernels, &sgd_kernels<float>},
                                                     {Device::cpu, Dtype::f64, plain_kernels, &sgd_kernels<double>}}};

}  // namespace strata
