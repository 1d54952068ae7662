#include "06_optimizers/adam.hpp"
#include "06_optimizers/elementwise.hpp"

namespace strata {
namespace {

// [region step]
// (6.8) to (6.13), one pass over memory
template <class T>
void step(const Pace& pace, const AdamOptions& options, const Tensor& gradient, Tensor& first, Tensor& second,
          Tensor& value) {
  const auto c = adam_coefficients<T>(options, step_now(pace.clock.data<double>(), pace.rate_factor, pace.missed));
  const T* const g = gradient.data<T>();
  T *const m = first.data<T>(), *const u = second.data<T>(), *const x = value.data<T>();
  for_each_element(value, [=](Index i) { adam_update(c, g[i], m[i], u[i], x[i]); });
}
// [endregion step]

template <class T>
constexpr AdamKernels adam_kernels{&step<T>};

}  // namespace

constinit KernelTable<AdamKernels> AdamKernels::table{
    "Adam",
    "link strata::cuda_training, chapter 20",
    {{Device::cpu, Dtype::f32, plain_kernels, &adam_kernels<float>},
     {Device::cpu, Dtype::f64, plain_kernels, &adam_kernels<double>}}};

}  // namespace strata
