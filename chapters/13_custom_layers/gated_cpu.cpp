#include <algorithm>

#include "01_tensors/views.hpp"
#include "11_pooling/window_loops.hpp"
#include "13_custom_layers/gated.hpp"
#include "common/parallel.hpp"

namespace strata {
namespace {

using pooling_cpu::rows_per_chunk;

bool is_per_channel(const Tensor& gates) { return gates.rank() == 2; }

// (13.22)  y[n,h,w,c] = x[n,h,w,c] g[n,c], or times g[n,h,w]
template <class T>
void multiply(const Tensor& input, const Tensor& gates, Tensor& output) {
  const auto x = image<T>(input);
  const auto y = image<T>(output);
  const T* const all_g = gates.data<T>();
  const bool per_channel = is_per_channel(gates);
  parallel_for(x.samples * x.height, rows_per_chunk(x.width * x.channels), [&](Index begin, Index end) {
    for (Index line = begin; line < end; ++line) {
      for (Index w = 0; w < x.width; ++w) {
        const Index pixel = line * x.width + w;
        const T* const from = x.data + pixel * x.channels;
        T* const to = y.data + pixel * x.channels;
        if (per_channel) {
          const T* const g = all_g + line / x.height * x.channels;
          for (Index c = 0; c < x.channels; ++c) to[c] = from[c] * g[c];
        } else {
          const T g = all_g[pixel];
          for (Index c = 0; c < x.channels; ++c) to[c] = from[c] * g;
        }
      }
    }
  });
}

// [region sums]
// (13.26)  dg[n,c] = Σ_h Σ_w dy[n,h,w,c] x[n,h,w,c]. Each image has one owner.
template <class T>
void sum_over_pixels(const Image<const T>& x, const Image<const T>& dy, T* all_dg) {
  Tensor workspace({x.samples, x.channels}, {Device::cpu, Dtype::f64});
  double* const all_sums = workspace.data<double>();
  parallel_for(x.samples, 1, [&](Index begin, Index end) {
    for (Index n = begin; n < end; ++n) {
      double* const sum = all_sums + n * x.channels;
      std::fill_n(sum, x.channels, 0.0);
      for (Index pixel = n * x.height * x.width; pixel < (n + 1) * x.height * x.width; ++pixel) {
        const T *const from = x.data + pixel * x.channels, *const upstream = dy.data + pixel * x.channels;
        for (Index c = 0; c < x.channels; ++c) sum[c] += upstream[c] * from[c];
      }
      for (Index c = 0; c < x.channels; ++c) all_dg[n * x.channels + c] = static_cast<T>(sum[c]);
    }
  });
}

// (13.27)  dg[n,h,w] = Σ_c dy[n,h,w,c] x[n,h,w,c]
template <class T>
void sum_over_channels(const Image<const T>& x, const Image<const T>& dy, T* dg) {
  parallel_for(x.samples * x.height, rows_per_chunk(x.width * x.channels), [&](Index begin, Index end) {
    for (Index pixel = begin * x.width; pixel < end * x.width; ++pixel) {
      const T *const from = x.data + pixel * x.channels, *const upstream = dy.data + pixel * x.channels;
      T sum = 0;
      for (Index c = 0; c < x.channels; ++c) sum += upstream[c] * from[c];
      dg[pixel] = sum;
    }
  });
}
// [endregion sums]

template <class T>
void sum_products(const Tensor& input, const Tensor& output_gradient, Tensor& gate_gradient) {
  const auto x = image<T>(input), dy = image<T>(output_gradient);
  T* const dg = gate_gradient.data<T>();
  if (is_per_channel(gate_gradient)) {
    sum_over_pixels(x, dy, dg);
  } else {
    sum_over_channels(x, dy, dg);
  }
}

template <class T>
constexpr GatedKernels gated_cpu{&multiply<T>, &sum_products<T>};

}  // namespace

constinit KernelTable<GatedKernels> GatedKernels::table{"Gated",
                                                        "link strata::cuda_convolution, chapter 19",
                                                        {{Device::cpu, Dtype::f32, plain_kernels, &gated_cpu<float>},
                                                         {Device::cpu, Dtype::f64, plain_kernels, &gated_cpu<double>}}};

}  // namespace strata
