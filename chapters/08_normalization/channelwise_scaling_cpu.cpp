#include "08_normalization/channel_loops.hpp"
#include "08_normalization/channelwise_scaling.hpp"
#include "08_normalization/normalization_formulas.hpp"

namespace strata {
namespace {

using channel_loops::Tiles;
using channel_loops::tiles_of;

// [region forward]
// (8.1)  y = γ x + β
template <class T>
void scaling_forward(const Tensor& input, const Tensor& scale, const Tensor& shift, Tensor& output) {
  const Tiles tiles = tiles_of(input);
  const Tensor scales = channel_loops::over_tile<T>(tiles, &scale, 1, input.options());
  const Tensor shifts = channel_loops::over_tile<T>(tiles, &shift, 0, input.options());
  const T *const gamma = scales.data<T>(), *const beta = shifts.data<T>();
  const T* const all_x = input.data<T>();
  T* const all_y = output.data<T>();
  channel_loops::for_each_tile(tiles, [=](Index first, Index width) {
    const T* const x = all_x + first;
    T* const y = all_y + first;
    for (Index j = 0; j < width; ++j) y[j] = normalization::scaled(x[j], gamma[j], beta[j]);
  });
}
// [endregion forward]

// (8.2)  dx = γ dy
template <class T>
void scaling_backward_input(const Tensor& output_gradient, const Tensor& scale, Tensor& input_gradient) {
  const Tiles tiles = tiles_of(output_gradient);
  const Tensor scales = channel_loops::over_tile<T>(tiles, &scale, 1, output_gradient.options());
  const T* const gamma = scales.data<T>();
  const T* const all_dy = output_gradient.data<T>();
  T* const all_dx = input_gradient.data<T>();
  channel_loops::for_each_tile(tiles, [=](Index first, Index width) {
    const T* const dy = all_dy + first;
    T* const dx = all_dx + first;
    for (Index j = 0; j < width; ++j) dx[j] = gamma[j] * dy[j];
  });
}

template <class T>
void write_sums(const Tensor& sums, Write write, Tensor& gradient) {
  const double* const sum = sums.data<double>();
  T* const to = gradient.data<T>();
  for (Index c = 0; c < gradient.count(); ++c) to[c] = static_cast<T>(write == Write::assign ? sum[c] : to[c] + sum[c]);
}

// (8.3)  dγ = Σ dy x over all rows, assigned or added (2.5)
template <class T>
void scaling_backward_scale(const Tensor& input, const Tensor& output_gradient, Write write, Tensor& scale_gradient) {
  const T *const all_x = input.data<T>(), *const all_dy = output_gradient.data<T>();
  const Tensor sums = channel_loops::sums_over_rows<1>(tiles_of(input), [=](Index first) {
    const T *const x = all_x + first, *const dy = all_dy + first;
    return [=](Index j) { return std::array{static_cast<double>(dy[j] * x[j])}; };
  });
  write_sums<T>(sums, write, scale_gradient);
}

// (8.4)  dβ = Σ dy over all rows, assigned or added (2.5)
template <class T>
void scaling_backward_shift(const Tensor& output_gradient, Write write, Tensor& shift_gradient) {
  const T* const all_dy = output_gradient.data<T>();
  const Tensor sums = channel_loops::sums_over_rows<1>(tiles_of(output_gradient), [=](Index first) {
    const T* const dy = all_dy + first;
    return [=](Index j) { return std::array{static_cast<double>(dy[j])}; };
  });
  write_sums<T>(sums, write, shift_gradient);
}

template <class T>
constexpr ChannelwiseScalingKernels channelwise_scaling_cpu{&scaling_forward<T>, &scaling_backward_input<T>,
                                                            &scaling_backward_scale<T>, &scaling_backward_shift<T>};

}  // namespace

constinit KernelTable<ChannelwiseScalingKernels> ChannelwiseScalingKernels::table{
    "ChannelwiseScaling",
    "link strata::cuda_normalization, chapter 18",
    {{Device::cpu, Dtype::f32, plain_kernels, &channelwise_scaling_cpu<float>},
     {Device::cpu, Dtype::f64, plain_kernels, &channelwise_scaling_cpu<double>}}};

}  // namespace strata
