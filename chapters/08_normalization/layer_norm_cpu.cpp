#include "08_normalization/channel_loops.hpp"
#include "08_normalization/layer_norm.hpp"
#include "08_normalization/normalization_formulas.hpp"

namespace strata {
namespace {

using channel_loops::Tiles;

// A tile is one row, since each row has a mean and a variance of its own.
Tiles row_tiles(const Tensor& x, const Tensor& mean) { return {x, x.count() / mean.count(), 1}; }

// [region sum_along]
// The sum of term(0) to term(count - 1). Sixteen sums side by side let the compiler add sixteen terms at a time; their
// order depends on the count alone.
template <class Term>
double sum_along(Index count, Term term) {
  constexpr Index lanes = 16;
  std::array<double, lanes> sums{};
  Index j = 0;
  for (; j + lanes <= count; j += lanes) {
    for (Index lane = 0; lane < lanes; ++lane)
      sums[static_cast<std::size_t>(lane)] += static_cast<double>(term(j + lane));
  }
  double total = 0;
  for (const double sum : sums) total += sum;
  for (; j < count; ++j) total += static_cast<double>(term(j));
  return total;
}
// [endregion sum_along]

// (8.26)  μ and v of a row, and  (8.27)  y = γ x̂ + β
template <class T>
void layer_norm_forward(const Tensor& input, double epsilon, const Tensor* scale, const Tensor* shift, Tensor& mean,
                        Tensor& variance, Tensor& output) {
  const Tiles tiles = row_tiles(input, mean);
  const Tensor scales = channel_loops::over_tile<T>(tiles, scale, 1, input.options());
  const Tensor shifts = channel_loops::over_tile<T>(tiles, shift, 0, input.options());
  const T *const gamma = scales.data<T>(), *const beta = shifts.data<T>(), *const all_x = input.data<T>();
  T *const means = mean.data<T>(), *const variances = variance.data<T>(), *const all_y = output.data<T>();
  channel_loops::for_each_tile(tiles, [=](Index first, Index width) {
    const T* const x = all_x + first;
    T* const y = all_y + first;
    const auto count = static_cast<double>(width);
    const T mu = static_cast<T>(sum_along(width, [=](Index j) { return x[j]; }) / count);
    const T v = static_cast<T>(sum_along(width, [=](Index j) { return (x[j] - mu) * (x[j] - mu); }) / count);
    const T r = normalization::inverse_deviation(v, epsilon);
    for (Index j = 0; j < width; ++j)
      y[j] = normalization::scaled(normalization::normal(x[j], mu, r), gamma[j], beta[j]);
    means[first / width] = mu;
    variances[first / width] = v;
  });
}

// (8.28)  dγ = Σ dy x̂  and  dβ = Σ dy over all rows
template <class T>
void layer_norm_backward_sums(const Tensor& input, const Tensor& mean, const Tensor& variance, double epsilon,
                              const Tensor& output_gradient, Tensor& scale_gradient, Tensor& shift_gradient) {
  const Tiles tiles = row_tiles(input, mean);
  const T *const means = mean.data<T>(), *const variances = variance.data<T>();
  const T *const all_x = input.data<T>(), *const all_dy = output_gradient.data<T>();
  const Index row_length = tiles.channels;
  const Tensor sums = channel_loops::sums_over_rows<2>(tiles, [=](Index first) {
    const T *const x = all_x + first, *const dy = all_dy + first;
    const T mu = means[first / row_length],
            r = normalization::inverse_deviation(variances[first / row_length], epsilon);
    return [=](Index j) {
      return std::array{static_cast<double>(dy[j] * normalization::normal(x[j], mu, r)), static_cast<double>(dy[j])};
    };
  });
  const double* const sum = sums.data<double>();
  for (Index j = 0; j < row_length; ++j) {
    scale_gradient.data<T>()[j] = static_cast<T>(sum[j]);
    shift_gradient.data<T>()[j] = static_cast<T>(sum[row_length + j]);
  }
}

// [region backward_input]
// (8.29)  dx = r (g - mean g - x̂ mean g x̂)  with  g = γ dy, the means along the row
template <class T>
void layer_norm_backward_input(const Tensor& input, const Tensor& mean, const Tensor& variance, double epsilon,
                               const Tensor* scale, const Tensor& output_gradient, Tensor& input_gradient) {
  const Tiles tiles = row_tiles(input, mean);
  const Tensor scales = channel_loops::over_tile<T>(tiles, scale, 1, input.options());
  const T *const means = mean.data<T>(), *const variances = variance.data<T>(), *const gamma = scales.data<T>();
  const T *const all_x = input.data<T>(), *const all_dy = output_gradient.data<T>();
  T* const all_dx = input_gradient.data<T>();
  channel_loops::for_each_tile(tiles, [=](Index first, Index width) {
    const T *const x = all_x + first, *const dy = all_dy + first;
    T* const dx = all_dx + first;
    const T mu = means[first / width], r = normalization::inverse_deviation(variances[first / width], epsilon);
    const auto count = static_cast<double>(width);
    const T mean_g = static_cast<T>(sum_along(width, [=](Index j) { return gamma[j] * dy[j]; }) / count);
    const auto normal = [=](Index j) { return normalization::normal(x[j], mu, r); };
    const T mean_gx = static_cast<T>(sum_along(width, [=](Index j) { return gamma[j] * dy[j] * normal(j); }) / count);
    for (Index j = 0; j < width; ++j) {
      dx[j] = normalization::layer_norm_gradient(r, gamma[j] * dy[j], normal(j), mean_g, mean_gx);
    }
  });
}
// [endregion backward_input]

template <class T>
constexpr LayerNormKernels layer_norm_cpu{&layer_norm_forward<T>, &layer_norm_backward_sums<T>,
                                          &layer_norm_backward_input<T>};

}  // namespace

constinit KernelTable<LayerNormKernels> LayerNormKernels::table{
    "LayerNorm",
    "link strata::cuda_normalization, chapter 18",
    {{Device::cpu, Dtype::f32, plain_kernels, &layer_norm_cpu<float>},
     {Device::cpu, Dtype::f64, plain_kernels, &layer_norm_cpu<double>}}};

}  // namespace strata
