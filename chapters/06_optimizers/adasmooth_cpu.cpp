#include <algorithm>
#include <array>
#include <cmath>

#include "06_optimizers/adasmooth.hpp"
#include "06_optimizers/elementwise.hpp"

namespace strata {
namespace {

// (6.15) to (6.18), over all steps so far
template <class T>
void step(const Pace& pace, const AdaSmoothOptions& options, const Tensor& gradient, Tensor& average_square,
          Tensor& displacement, Tensor& path_length, Tensor& value) {
  const auto c = adasmooth_coefficients<T>(options, step_now(pace.clock.data<double>(), pace.rate_factor, pace.missed));
  const T* const g = gradient.data<T>();
  T *const average = average_square.data<T>(), *const moved = displacement.data<T>();
  T *const path = path_length.data<T>(), *const x = value.data<T>();
  for_each_element(value, [=](Index i) {
    const T dx = adasmooth_step(c, g[i], effective_ratio(moved[i], path[i], c.at_rest), average[i]);
    moved[i] += dx;
    path[i] += std::abs(dx);
    x[i] += dx;
  });
}

// [region window]
// (6.15) to (6.18), over the last M steps. The sums are taken anew in every step: what is added to a running sum and
// later subtracted again leaves its rounding errors behind, and a ratio of two small sums would be made of them.
template <class T>
void step_in_window(const Pace& pace, const AdaSmoothOptions& options, const Tensor& gradient, Tensor& average_square,
                    Tensor& past_steps, Tensor& value) {
  const StepNow now = step_now(pace.clock.data<double>(), pace.rate_factor, pace.missed);
  const auto c = adasmooth_coefficients<T>(options, now);
  const Index window = past_steps.dim(0), count = value.count();
  const Index oldest = (static_cast<Index>(now.step) - 1) % window;  // the row that this step will overwrite
  const T* const g = gradient.data<T>();
  T *const average = average_square.data<T>(), *const past = past_steps.data<T>(), *const x = value.data<T>();
  constexpr Index block = 256;  // sums that stay in the first cache
  parallel_for(count, block, [&](Index begin, Index end) {
    std::array<T, block> moved{}, path{};
    for (Index row = 0; row < window; ++row) {
      const T* const steps = past + row * count + begin;
      for (Index i = 0; i < end - begin; ++i) {
        moved[static_cast<std::size_t>(i)] += steps[i];
        path[static_cast<std::size_t>(i)] += std::abs(steps[i]);
      }
    }
    for (Index i = begin; i < end; ++i) {
      const auto own = static_cast<std::size_t>(i - begin);
      const T dx = adasmooth_step(c, g[i], effective_ratio(moved[own], path[own], c.at_rest), average[i]);
      past[oldest * count + i] = dx;
      x[i] += dx;
    }
  });
}
// [endregion window]

template <class T>
constexpr AdaSmoothKernels adasmooth_kernels{&step<T>, &step_in_window<T>};

}  // namespace

constinit KernelTable<AdaSmoothKernels> AdaSmoothKernels::table{
    "AdaSmooth",
    "link strata::cuda_training, chapter 20",
    {{Device::cpu, Dtype::f32, plain_kernels, &adasmooth_kernels<float>},
     {Device::cpu, Dtype::f64, plain_kernels, &adasmooth_kernels<double>}}};

}  // namespace strata
