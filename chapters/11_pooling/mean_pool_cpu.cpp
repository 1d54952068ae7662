#include "11_pooling/mean_pool.hpp"
#include "11_pooling/window_loops.hpp"

namespace strata {
namespace {

using namespace pooling_cpu;

// (11.10), (11.22)  y_o = value of the mean term over the window o
template <class Mean, class T>
void mean_of_window(const Mean& mean, const PoolWindows& windows, const Image<const T>& x, Index n, Index row,
                    Index column, T* y) {
  std::fill_n(y, x.channels, T(0));
  for_pixels_of(windows, row, column, [&](Index h, Index w) {
    const T* const pixel = &x(n, h, w, 0);
    for (Index c = 0; c < x.channels; ++c) y[c] += mean.term(pixel[c]);
  });
  const T share = T(1) / static_cast<T>(windows.size(row, column));
  for (Index c = 0; c < x.channels; ++c) y[c] = mean.value(y[c] * share);
}

// [region forward_relative]
// (11.17)  y_o = m times the value of the mean term of |x| / m, where m is the largest |x| of the window o
template <class Mean, class T>
void relative_mean_of_window(const Mean& mean, const PoolWindows& windows, const Image<const T>& x, Index n, Index row,
                             Index column, T* y) {
  const T share = T(1) / static_cast<T>(windows.size(row, column));
  for (Index c = 0; c < x.channels; ++c) {
    T m = 0, sum = 0;
    for_pixels_of(windows, row, column, [&](Index h, Index w) {
      const T size = std::abs(x(n, h, w, c));
      if (size > m || std::isnan(size)) m = size;  // a NaN stays
    });
    for_pixels_of(windows, row, column, [&](Index h, Index w) { sum += mean.term(std::abs(x(n, h, w, c)) / m); });
    y[c] = m > 0 && std::isfinite(m) ? m * mean.value(sum * share) : m;
  }
}
// [endregion forward_relative]

template <class Mean, class T>
void mean_forward(const Mean& formula, const PoolWindows& windows, const Tensor& input, Tensor& output) {
  const auto x = image<T>(input);
  const auto y = image<T>(output);
  for_each_window(windows, x, [&](Index n, Index row, Index column) {
    const Mean mean = formula;  // a copy that nobody else can change lets the compiler keep it in registers
    if constexpr (Mean::relative) {
      relative_mean_of_window(mean, windows, x, n, row, column, &y(n, row, column, 0));
    } else {
      mean_of_window(mean, windows, x, n, row, column, &y(n, row, column, 0));
    }
  });
}

// [region backward]
// (11.12)  dx_i = Σ dy_o slope(x_i, y_o) / M_o over the windows o with i in them
template <class Mean, class T>
void mean_backward(const Mean& formula, const PoolWindows& windows, const Tensor& input, const Tensor& output,
                   const Tensor& output_gradient, Tensor& input_gradient) {
  const auto dy = image<T>(output_gradient);
  const auto dx = image<T>(input_gradient);
  const T* const all_x = Mean::constant_slope ? nullptr : input.data<T>();
  const T* const all_y = Mean::constant_slope ? nullptr : output.data<T>();
  for_each_pixel_row(dx, [&](Index n, Index h) {
    const Mean mean = formula;
    std::fill_n(&dx(n, h, 0, 0), dx.width * dx.channels, T(0));
    for_windows_touching(windows, h, [&](Index row, Index column) {
      const T* const upstream = &dy(n, row, column, 0);
      const T share = T(1) / static_cast<T>(windows.size(row, column));
      for (Index w = windows.columns.begin(column); w < windows.columns.end(column); ++w) {
        T* const sum = &dx(n, h, w, 0);
        if constexpr (Mean::constant_slope) {
          for (Index c = 0; c < dx.channels; ++c) sum[c] += upstream[c] * share;
        } else {
          const T* const x = all_x + (sum - dx.data);
          const T* const y = all_y + (upstream - dy.data);
          for (Index c = 0; c < dx.channels; ++c) sum[c] += upstream[c] * share * mean.slope(x[c], y[c]);
        }
      }
    });
  });
}
// [endregion backward]

template <class Mean, class T>
constexpr MeanPoolKernels<Mean> mean_cpu{&mean_forward<Mean, T>, &mean_backward<Mean, T>};

}  // namespace

template <class Mean>
constinit KernelTable<MeanPoolKernels<Mean>> MeanPoolKernels<Mean>::table{
    Mean::name,
    "link strata::cuda_convolution, chapter 19",
    {{Device::cpu, Dtype::f32, plain_kernels, &mean_cpu<Mean, float>},
     {Device::cpu, Dtype::f64, plain_kernels, &mean_cpu<Mean, double>}}};

template struct MeanPoolKernels<ArithmeticMean>;
template struct MeanPoolKernels<RootMeanSquare>;
template struct MeanPoolKernels<PowerMean>;

}  // namespace strata
