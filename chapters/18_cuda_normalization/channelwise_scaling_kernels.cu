// ChannelwiseScaling on the GPU.

#include <cuda_runtime.h>

#include "08_normalization/channelwise_scaling.hpp"
#include "08_normalization/normalization_formulas.hpp"
#include "15_cuda_kernels/cuda_sets.hpp"
#include "18_cuda_normalization/cuda_normalization_sets.hpp"
#include "18_cuda_normalization/fold_rows.hpp"

namespace strata {
namespace {

// [region forward]
// (8.1)  y = γ x + β
template <class T>
__global__ void scale_and_shift(ChannelTiles tiles, const T* scale, const T* shift, const T* x, T* y) {
  const ChannelPlace place(tiles);
  if (place.channel >= tiles.channels) return;
  const T gamma = scale[place.channel], beta = shift[place.channel];
  for (Index row = place.rows.first; row < place.rows.end; row += place.rows.step) {
    const Index i = row * tiles.channels + place.channel;
    y[i] = normalization::scaled(x[i], gamma, beta);
  }
}

template <class T>
void forward(const Tensor& x, const Tensor& scale, const Tensor& shift, Tensor& y) {
  const ChannelTiles tiles(x);
  launch<scale_and_shift<T>>(tiles.over_rows(), tiles, scale.data<T>(), shift.data<T>(), x.data<T>(), y.data<T>());
}
// [endregion forward]

// (8.2)  dx = γ dy
template <class T>
__global__ void scale_backward(ChannelTiles tiles, const T* scale, const T* dy, T* dx) {
  const ChannelPlace place(tiles);
  if (place.channel >= tiles.channels) return;
  const T gamma = scale[place.channel];
  for (Index row = place.rows.first; row < place.rows.end; row += place.rows.step) {
    const Index i = row * tiles.channels + place.channel;
    dx[i] = gamma * dy[i];
  }
}

template <class T>
void backward_input(const Tensor& dy, const Tensor& scale, Tensor& dx) {
  const ChannelTiles tiles(dy);
  launch<scale_backward<T>>(tiles.over_rows(), tiles, scale.data<T>(), dy.data<T>(), dx.data<T>());
}

// Where a sum goes: assigned or added (2.5).
template <class T>
struct StoreSum {
  T* gradient;
  Write write;

  __device__ void operator()(Index, Index channel, double sum) const {
    T& to = gradient[channel];
    to = static_cast<T>(write == Write::assign ? sum : static_cast<double>(to) + sum);
  }
};

// (8.3)  Σ dy x  or, where there is no x,  (8.4)  Σ dy
template <class T>
struct GradientSum {
  const T *x, *dy;
  Index channels;

  __device__ double operator()(RowRange rows, Index channel) const {
    double sum = 0;
    for (Index row = rows.first; row < rows.end; row += rows.step) {
      const Index i = row * channels + channel;
      sum += static_cast<double>(x != nullptr ? dy[i] * x[i] : dy[i]);
    }
    return sum;
  }
};

template <class T>
void backward_scale(const Tensor& x, const Tensor& dy, Write write, Tensor& dscale) {
  fold<double>(rows_of(x), channels_of(x), GradientSum<T>{x.data<T>(), dy.data<T>(), channels_of(x)},
               StoreSum<T>{dscale.data<T>(), write});
}

template <class T>
void backward_shift(const Tensor& dy, Write write, Tensor& dshift) {
  fold<double>(rows_of(dy), channels_of(dy), GradientSum<T>{nullptr, dy.data<T>(), channels_of(dy)},
               StoreSum<T>{dshift.data<T>(), write});
}

template <class T>
constexpr ChannelwiseScalingKernels cuda{&forward<T>, &backward_input<T>, &backward_scale<T>, &backward_shift<T>};

}  // namespace

void install_channelwise_scaling_kernels() {
  ChannelwiseScalingKernels::table.install({Device::cuda, Dtype::f32, cuda_set, &cuda<float>});
  ChannelwiseScalingKernels::table.install({Device::cuda, Dtype::f64, cuda_set, &cuda<double>});
}

}  // namespace strata
