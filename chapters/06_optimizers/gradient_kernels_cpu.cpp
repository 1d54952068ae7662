#include <cmath>

#include "06_optimizers/elementwise.hpp"
#include "06_optimizers/gradient_kernels.hpp"
#include "06_optimizers/gradient_rule.hpp"

namespace strata {
namespace {

// Each chunk writes a partial sum of its own, and they are added in order: the same bits on any number of threads.
template <class T>
void measure(const Tensor& x, Tensor& sums) {
  const Index chunks = chunk_count(x.count(), elementwise_grain);
  Tensor partial({chunks, 2}, {Device::cpu, Dtype::f64});
  const T* const from = x.data<T>();
  double* const to = partial.data<double>();
  parallel_for(x.count(), elementwise_grain, [&](Index begin, Index end) {
    double absolute = 0, square = 0;
    for (Index i = begin; i < end; ++i) {
      const auto wide = static_cast<double>(from[i]);
      absolute += std::abs(wide);
      square += wide * wide;
    }
    to[2 * (begin / elementwise_grain)] = absolute;
    to[2 * (begin / elementwise_grain) + 1] = square;
  });
  double* const total = sums.data<double>();
  total[0] = total[1] = 0;
  for (Index chunk = 0; chunk < chunks; ++chunk) {
    total[0] += to[2 * chunk];
    total[1] += to[2 * chunk + 1];
  }
}

// (6.20)
template <class T>
void clip_norm(const Tensor& sums, double limit, Tensor& gradient) {
  double squares = 0;
  for (Index row = 0; row < sums.dim(0); ++row) squares += sums.data<double>()[2 * row + 1];
  const auto factor = static_cast<T>(clip_factor(squares, limit));
  if (factor == 1) return;
  T* const g = gradient.data<T>();
  for_each_element(gradient, [=](Index i) { g[i] *= factor; });
}

// (6.21)
template <class T>
void clip_value(double limit, Tensor& gradient) {
  T* const g = gradient.data<T>();
  const T high = static_cast<T>(limit);
  for_each_element(gradient, [=](Index i) { g[i] = clipped(g[i], high); });
}

// (6.23)
template <class T>
void regularise(double l1, double l2, const Tensor& value, Tensor& gradient) {
  const T* const x = value.data<T>();
  T* const g = gradient.data<T>();
  const T first = static_cast<T>(l1), second = static_cast<T>(l2);
  for_each_element(value, [=](Index i) { g[i] = regularised(g[i], x[i], first, second); });
}

template <class T>
constexpr GradientKernels gradient_kernels{&measure<T>, &clip_norm<T>, &clip_value<T>, &regularise<T>};

}  // namespace

constinit KernelTable<GradientKernels> GradientKernels::table{
    "Clipping and regularisers",
    "link strata::cuda_training, chapter 20",
    {{Device::cpu, Dtype::f32, plain_kernels, &gradient_kernels<float>},
     {Device::cpu, Dtype::f64, plain_kernels, &gradient_kernels<double>}}};

}  // namespace strata
