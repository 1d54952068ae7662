#include "08_normalization/channel_loops.hpp"
#include "13_custom_layers/add_channel_mean.hpp"

namespace strata {
namespace {

// (13.16)  y_c = x_c + (1/C) Σ_k x_k, for every row of C numbers
template <class T>
void add_mean(const Tensor& input, Tensor& output) {
  const channel_loops::Tiles tiles = channel_loops::tiles_of(input);
  const T* const all_x = input.data<T>();
  T* const all_y = output.data<T>();
  const Index channels = tiles.channels;
  channel_loops::for_each_tile(tiles, [=](Index first, Index width) {
    for (Index row = first; row < first + width; row += channels) {
      const T* const x = all_x + row;
      T sum = 0;
      for (Index c = 0; c < channels; ++c) sum += x[c];
      const T mean = sum / static_cast<T>(channels);
      for (Index c = 0; c < channels; ++c) all_y[row + c] = x[c] + mean;
    }
  });
}

template <class T>
constexpr AddChannelMeanKernels add_channel_mean_cpu{&add_mean<T>};

}  // namespace

constinit KernelTable<AddChannelMeanKernels> AddChannelMeanKernels::table{
    "AddChannelMean",
    "link strata::cuda_normalization, chapter 18",
    {{Device::cpu, Dtype::f32, plain_kernels, &add_channel_mean_cpu<float>},
     {Device::cpu, Dtype::f64, plain_kernels, &add_channel_mean_cpu<double>}}};

}  // namespace strata
