// Steps of Adam and SGD over all parameters in one pass. Compiled with `-fno-math-errno`: a root that may report an
// error through errno is computed number by number.

#include <algorithm>
#include <span>
#include <vector>

#include "06_optimizers/adam.hpp"
#include "06_optimizers/sgd.hpp"
#include "14_fast_cpu/kernel_sets.hpp"
#include "common/parallel.hpp"

namespace strata::fast_cpu {
namespace {

// Numbers of a chunk: starting it costs nothing beside so many, and all that it reads fits in a core's own cache.
constexpr Index step_grain = Index{1} << 14;

// [region parts]
// Calls part(parameter, begin, end) for pieces of all parameters, cut as if they lay one behind the other: many small
// parameters cost no more than a large one.
template <class Part>
void for_each_part(std::span<const ParameterStep> steps, const Part& part) {
  Index total = 0;
  for (const ParameterStep& step : steps) total += step.value.count();
  parallel_for(total, step_grain, [&](Index begin, Index end) {
    Index first = 0;  // where the parameter begins
    for (const ParameterStep& step : steps) {
      const Index last = first + step.value.count();
      if (begin < last && first < end) part(step, std::max(begin, first) - first, std::min(end, last) - first);
      first = last;
    }
  });
}
// [endregion parts]

template <class Options, class Coefficients>
auto coefficients_now(const Pace& pace, const Options& options, const Coefficients& coefficients) {
  return coefficients(options, step_now(pace.clock.data<double>(), pace.rate_factor, pace.missed));
}

// (6.8) to (6.13) for numbers that share nothing, so that they can be taken a vector at a time.
template <class T>
void adam_part(const Pace& pace, const AdamOptions& options, const T* __restrict g, T* __restrict m, T* __restrict u,
               T* __restrict x, Index count) {
  const AdamCoefficients<T> c = coefficients_now(pace, options, adam_coefficients<T>);
  for (Index i = 0; i < count; ++i) adam_update(c, g[i], m[i], u[i], x[i]);
}

template <class T>
void adam_step_all(const AdamOptions& options, const JointStep& all) {
  for_each_part(all.parameters, [&](const ParameterStep& step, Index begin, Index end) {
    adam_part(step.pace, options, step.gradient.data<T>() + begin, step.memory[0].data<T>() + begin,
              step.memory[1].data<T>() + begin, step.value.data<T>() + begin, end - begin);
  });
}

template <class T>
void adam_step(const Pace& pace, const AdamOptions& options, const Tensor& gradient, Tensor& first, Tensor& second,
               Tensor& value) {
  parallel_for(value.count(), step_grain, [&](Index begin, Index end) {
    adam_part(pace, options, gradient.data<T>() + begin, first.data<T>() + begin, second.data<T>() + begin,
              value.data<T>() + begin, end - begin);
  });
}

// (6.1) to (6.6); without a momentum, `velocity` is null.
template <class T>
void sgd_part(const Pace& pace, const SgdOptions& options, const T* __restrict g, T* __restrict velocity,
              T* __restrict x, Index count) {
  const SgdCoefficients<T> c = coefficients_now(pace, options, sgd_coefficients<T>);
  if (velocity == nullptr) {
    for (Index i = 0; i < count; ++i) sgd_update(c, g[i], x[i]);
  } else {
    for (Index i = 0; i < count; ++i) sgd_update(c, g[i], velocity[i], x[i]);
  }
}

template <class T>
void sgd_step_all(const SgdOptions& options, const JointStep& all) {
  for_each_part(all.parameters, [&](const ParameterStep& step, Index begin, Index end) {
    T* const velocity = step.memory.empty() ? nullptr : step.memory[0].data<T>() + begin;
    sgd_part(step.pace, options, step.gradient.data<T>() + begin, velocity, step.value.data<T>() + begin, end - begin);
  });
}

template <class T>
void sgd_step(const Pace& pace, const SgdOptions& options, const Tensor& gradient, Tensor* momentum, Tensor& value) {
  parallel_for(value.count(), step_grain, [&](Index begin, Index end) {
    T* const velocity = momentum == nullptr ? nullptr : momentum->data<T>() + begin;
    sgd_part(pace, options, gradient.data<T>() + begin, velocity, value.data<T>() + begin, end - begin);
  });
}

}  // namespace

const AdamKernels adam_f32{&adam_step<float>, &adam_step_all<float>};
const AdamKernels adam_f64{&adam_step<double>, &adam_step_all<double>};
const SgdKernels sgd_f32{&sgd_step<float>, &sgd_step_all<float>};
const SgdKernels sgd_f64{&sgd_step<double>, &sgd_step_all<double>};

}  // namespace strata::fast_cpu
