// BatchNorm on the GPU.

#include "08_normalization/batch_norm.hpp"

#include <cuda_runtime.h>

#include "08_normalization/normalization_formulas.hpp"
#include "15_cuda_kernels/cuda_sets.hpp"
#include "18_cuda_normalization/batch_moments.hpp"
#include "18_cuda_normalization/cuda_normalization_sets.hpp"

namespace strata {
namespace {

using namespace normalization;

// [region statistics]
// (8.5) and (8.6), by (18.6) and (18.12)
template <class T>
void statistics(const Tensor& x, Tensor& mean, Tensor& variance) {
  fold<Moments>(rows_of(x), channels_of(x), BatchMoments<T>{x.data<T>(), channels_of(x)},
                StoreMoments<T>{mean.data<T>(), variance.data<T>()});
}
// [endregion statistics]

// [region track]
// (8.9) to (8.11)  One block: everybody reads the count before one thread changes it.
template <class T>
__global__ void move_running(const T* mean, const T* variance, Index channels, Index rows,
                             std::optional<double> momentum, T* running_mean, T* running_variance,
                             std::int64_t* batches_tracked) {
  const std::int64_t tracked = *batches_tracked + 1;
  __syncthreads();
  if (threadIdx.x == 0) *batches_tracked = tracked;
  const T f = newest_part<T>(momentum, static_cast<double>(tracked));
  const T unbiased = unbiased_factor<T>(static_cast<double>(rows));
  for (Index c = threadIdx.x; c < channels; c += blockDim.x) {
    running_mean[c] = moved_mean(running_mean[c], f, mean[c]);
    running_variance[c] = moved_variance(running_variance[c], f, unbiased, variance[c]);
  }
}

template <class T>
void track(const ChannelStatistics& batch, Index rows, std::optional<double> momentum, Tensor& running_mean,
           Tensor& running_variance, Tensor& batches_tracked) {
  const Index channels = running_mean.count();
  const auto threads = static_cast<unsigned>(std::min<Index>(channels, tile_threads));
  launch<move_running<T>>({.grid = 1, .block = threads}, batch.mean.data<T>(), batch.variance.data<T>(), channels, rows,
                          momentum, running_mean.data<T>(), running_variance.data<T>(),
                          batches_tracked.data<std::int64_t>());
}
// [endregion track]

// [region channel]
// What a thread needs of its channel: read once, used for every row.
template <class T>
struct Channel {
  T mean, r, gamma, beta;
};

// The same for all channels, where it lies.
template <class T>
struct Channels {
  const T *mean, *variance, *scale, *shift;  // null: scale 1, shift 0
  double epsilon;

  __device__ Channel<T> operator[](Index c) const {
    return {mean[c], inverse_deviation(variance[c], epsilon), scale != nullptr ? scale[c] : T(1),
            shift != nullptr ? shift[c] : T(0)};
  }
};

template <class T>
Channels<T> channels_with(const ChannelStatistics& statistics, const Tensor* scale, const Tensor* shift) {
  return {statistics.mean.data<T>(), statistics.variance.data<T>(), scale != nullptr ? scale->data<T>() : nullptr,
          shift != nullptr ? shift->data<T>() : nullptr, statistics.epsilon};
}
// [endregion channel]

// [region forward]
// (8.7)  x̂ = (x - μ) r  and  (8.8)  y = γ x̂ + β
template <class T>
__global__ void normalise(ChannelTiles tiles, Channels<T> channels, const T* x, T* y) {
  const ChannelPlace place(tiles);
  if (place.channel >= tiles.channels) return;
  const Channel<T> own = channels[place.channel];
  for (Index row = place.rows.first; row < place.rows.end; row += place.rows.step) {
    const Index i = row * tiles.channels + place.channel;
    y[i] = scaled(normal(x[i], own.mean, own.r), own.gamma, own.beta);
  }
}

template <class T>
void forward(const Tensor& x, const ChannelStatistics& statistics, const Tensor* scale, const Tensor* shift,
             Tensor& y) {
  const ChannelTiles tiles(x);
  launch<normalise<T>>(tiles.over_rows(), tiles, channels_with<T>(statistics, scale, shift), x.data<T>(), y.data<T>());
}
// [endregion forward]

// [region backward_sums]
// (8.13)  dγ = Σ dy x̂  and  dβ = Σ dy, together
template <class T>
struct GradientSums {
  Channels<T> of;
  const T *x, *dy;
  Index channels;

  __device__ PairOfSums operator()(RowRange rows, Index channel) const {
    const Channel<T> own = of[channel];
    PairOfSums sums{};
    for (Index row = rows.first; row < rows.end; row += rows.step) {
      const Index i = row * channels + channel;
      sums = sums + PairOfSums{static_cast<double>(dy[i] * normal(x[i], own.mean, own.r)), static_cast<double>(dy[i])};
    }
    return sums;
  }
};

template <class T>
void backward_sums(const Tensor& x, const ChannelStatistics& statistics, const Tensor& dy, Tensor& dscale,
                   Tensor& dshift) {
  const GradientSums<T> source{channels_with<T>(statistics, nullptr, nullptr), x.data<T>(), dy.data<T>(),
                               channels_of(x)};
  fold<PairOfSums>(rows_of(x), channels_of(x), source, StorePair<T>{dscale.data<T>(), dshift.data<T>()});
}
// [endregion backward_sums]

// [region backward_input]
// (8.23)  dx = γ r (dy - dβ / R - x̂ dγ / R)
template <class T>
__global__ void normalise_backward(ChannelTiles tiles, Channels<T> channels, const T* x, const T* dy, const T* dscale,
                                   const T* dshift, T* dx) {
  const ChannelPlace place(tiles);
  if (place.channel >= tiles.channels) return;
  const Channel<T> own = channels[place.channel];
  const T dgamma = dscale[place.channel], dbeta = dshift[place.channel], per_row = 1 / static_cast<T>(tiles.rows);
  for (Index row = place.rows.first; row < place.rows.end; row += place.rows.step) {
    const Index i = row * tiles.channels + place.channel;
    dx[i] = batch_norm_gradient(own.gamma, own.r, dy[i], normal(x[i], own.mean, own.r), dgamma, dbeta, per_row);
  }
}

template <class T>
void backward_input(const Tensor& x, const ChannelStatistics& statistics, const Tensor* scale, const Tensor& dy,
                    const Tensor& dscale, const Tensor& dshift, Tensor& dx) {
  const ChannelTiles tiles(x);
  launch<normalise_backward<T>>(tiles.over_rows(), tiles, channels_with<T>(statistics, scale, nullptr), x.data<T>(),
                                dy.data<T>(), dscale.data<T>(), dshift.data<T>(), dx.data<T>());
}
// [endregion backward_input]

template <class T>
constexpr BatchNormKernels cuda{&statistics<T>, &track<T>, &forward<T>, &backward_sums<T>, &backward_input<T>};

}  // namespace

void install_batch_norm_kernels() {
  BatchNormKernels::table.install({Device::cuda, Dtype::f32, cuda_set, &cuda<float>});
  BatchNormKernels::table.install({Device::cuda, Dtype::f64, cuda_set, &cuda<double>});
}

}  // namespace strata
