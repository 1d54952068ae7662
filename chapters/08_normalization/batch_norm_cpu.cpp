#include "08_normalization/batch_norm.hpp"
#include "08_normalization/channel_loops.hpp"
#include "08_normalization/normalization_formulas.hpp"

namespace strata {
namespace {

using channel_loops::over_tile;
using channel_loops::sums_over_rows;
using channel_loops::Tiles;
using channel_loops::tiles_of;

// [region statistics]
// (8.5)  μ = Σ x / R  and then  (8.6)  v = Σ (x - μ)² / R: two passes, since the one-pass formula cancels
template <class T>
void batch_norm_statistics(const Tensor& input, Tensor& mean, Tensor& variance) {
  const Tiles tiles = tiles_of(input);
  const auto rows = static_cast<double>(tiles.rows());
  const T* const all_x = input.data<T>();
  const Tensor sums = sums_over_rows<1>(tiles, [=](Index first) {
    const T* const x = all_x + first;
    return [=](Index j) { return std::array{static_cast<double>(x[j])}; };
  });
  for (Index c = 0; c < tiles.channels; ++c) mean.data<T>()[c] = static_cast<T>(sums.data<double>()[c] / rows);

  const Tensor means = over_tile<T>(tiles, &mean, 0, input.options());
  const T* const mu = means.data<T>();
  const Tensor squares = sums_over_rows<1>(tiles, [=](Index first) {
    const T* const x = all_x + first;
    return [=](Index j) {
      const T d = x[j] - mu[j];
      return std::array{static_cast<double>(d * d)};
    };
  });
  for (Index c = 0; c < tiles.channels; ++c) variance.data<T>()[c] = static_cast<T>(squares.data<double>()[c] / rows);
}
// [endregion statistics]

// [region track]
// (8.9) to (8.11): the running value moves a part f of the way to the batch's
template <class T>
void batch_norm_track(const ChannelStatistics& batch, Index rows, std::optional<double> momentum, Tensor& running_mean,
                      Tensor& running_variance, Tensor& batches_tracked) {
  const std::int64_t tracked = ++*batches_tracked.data<std::int64_t>();
  const T f = normalization::newest_part<T>(momentum, static_cast<double>(tracked));
  const T unbiased = normalization::unbiased_factor<T>(static_cast<double>(rows));
  const T *const mean = batch.mean.data<T>(), *const variance = batch.variance.data<T>();
  T *const mu = running_mean.data<T>(), *const v = running_variance.data<T>();
  for (Index c = 0; c < running_mean.count(); ++c) {
    mu[c] = normalization::moved_mean(mu[c], f, mean[c]);
    v[c] = normalization::moved_variance(v[c], f, unbiased, variance[c]);
  }
}
// [endregion track]

// r = 1 / √(v + ε) for every place in a tile
template <class T>
Tensor inverse_deviations(const Tiles& tiles, const ChannelStatistics& statistics) {
  Tensor values = over_tile<T>(tiles, &statistics.variance, 0, statistics.variance.options());
  T* const r = values.data<T>();
  for (Index j = 0; j < tiles.tile; ++j) r[j] = normalization::inverse_deviation(r[j], statistics.epsilon);
  return values;
}

// (8.7)  x̂ = (x - μ) r  and  (8.8)  y = γ x̂ + β
template <class T>
void batch_norm_forward(const Tensor& input, const ChannelStatistics& statistics, const Tensor* scale,
                        const Tensor* shift, Tensor& output) {
  const Tiles tiles = tiles_of(input);
  const TensorOptions options = input.options();
  const Tensor means = over_tile<T>(tiles, &statistics.mean, 0, options),
               inverse = inverse_deviations<T>(tiles, statistics);
  const Tensor scales = over_tile<T>(tiles, scale, 1, options), shifts = over_tile<T>(tiles, shift, 0, options);
  const T *const mu = means.data<T>(), *const r = inverse.data<T>();
  const T *const gamma = scales.data<T>(), *const beta = shifts.data<T>();
  const T* const all_x = input.data<T>();
  T* const all_y = output.data<T>();
  channel_loops::for_each_tile(tiles, [=](Index first, Index width) {
    const T* const x = all_x + first;
    T* const y = all_y + first;
    for (Index j = 0; j < width; ++j) {
      y[j] = normalization::scaled(normalization::normal(x[j], mu[j], r[j]), gamma[j], beta[j]);
    }
  });
}

// (8.13)  dγ = Σ dy x̂  and  dβ = Σ dy, in one pass
template <class T>
void batch_norm_backward_sums(const Tensor& input, const ChannelStatistics& statistics, const Tensor& output_gradient,
                              Tensor& scale_gradient, Tensor& shift_gradient) {
  const Tiles tiles = tiles_of(input);
  const Tensor means = over_tile<T>(tiles, &statistics.mean, 0, input.options());
  const Tensor inverse = inverse_deviations<T>(tiles, statistics);
  const T *const mu = means.data<T>(), *const r = inverse.data<T>();
  const T *const all_x = input.data<T>(), *const all_dy = output_gradient.data<T>();
  const Tensor sums = sums_over_rows<2>(tiles, [=](Index first) {
    const T *const x = all_x + first, *const dy = all_dy + first;
    return [=](Index j) {
      const T normal = normalization::normal(x[j], mu[j], r[j]);
      return std::array{static_cast<double>(dy[j] * normal), static_cast<double>(dy[j])};
    };
  });
  const double* const sum = sums.data<double>();
  for (Index c = 0; c < tiles.channels; ++c) {
    scale_gradient.data<T>()[c] = static_cast<T>(sum[c]);
    shift_gradient.data<T>()[c] = static_cast<T>(sum[tiles.channels + c]);
  }
}

// [region backward_input]
// (8.23)  dx = γ r (dy - dβ / R - x̂ dγ / R)
template <class T>
void batch_norm_backward_input(const Tensor& input, const ChannelStatistics& statistics, const Tensor* scale,
                               const Tensor& output_gradient, const Tensor& scale_gradient,
                               const Tensor& shift_gradient, Tensor& input_gradient) {
  const Tiles tiles = tiles_of(input);
  const TensorOptions options = input.options();
  const Tensor means = over_tile<T>(tiles, &statistics.mean, 0, options),
               inverse = inverse_deviations<T>(tiles, statistics);
  const Tensor scales = over_tile<T>(tiles, scale, 1, options);
  const Tensor dscales = over_tile<T>(tiles, &scale_gradient, 0, options);
  const Tensor dshifts = over_tile<T>(tiles, &shift_gradient, 0, options);
  const T *const mu = means.data<T>(), *const r = inverse.data<T>(), *const gamma = scales.data<T>();
  const T *const dgamma = dscales.data<T>(), *const dbeta = dshifts.data<T>();
  const T *const all_x = input.data<T>(), *const all_dy = output_gradient.data<T>();
  T* const all_dx = input_gradient.data<T>();
  const T per_row = 1 / static_cast<T>(tiles.rows());
  channel_loops::for_each_tile(tiles, [=](Index first, Index width) {
    const T *const x = all_x + first, *const dy = all_dy + first;
    T* const dx = all_dx + first;
    for (Index j = 0; j < width; ++j) {
      const T normal = normalization::normal(x[j], mu[j], r[j]);
      dx[j] = normalization::batch_norm_gradient(gamma[j], r[j], dy[j], normal, dgamma[j], dbeta[j], per_row);
    }
  });
}
// [endregion backward_input]

template <class T>
constexpr BatchNormKernels batch_norm_cpu{&batch_norm_statistics<T>, &batch_norm_track<T>, &batch_norm_forward<T>,
                                          &batch_norm_backward_sums<T>, &batch_norm_backward_input<T>};

}  // namespace

constinit KernelTable<BatchNormKernels> BatchNormKernels::table{
    "BatchNorm",
    "link strata::cuda_normalization, chapter 18",
    {{Device::cpu, Dtype::f32, plain_kernels, &batch_norm_cpu<float>},
     {Device::cpu, Dtype::f64, plain_kernels, &batch_norm_cpu<double>}}};

}  // namespace strata
