#pragma once

// Kernels of MaxPool2d, AveragePool2d and LpPool2d with one mistake each in the backward pass, for float64.

#include "01_tensors/views.hpp"
#include "11_pooling/average_pool.hpp"
#include "11_pooling/lp_pool.hpp"
#include "11_pooling/max_pool.hpp"

namespace strata::planted {

using MaxKernels = ChoicePoolKernels<Largest>;
using AverageKernels = MeanPoolKernels<ArithmeticMean>;
using LpKernels = MeanPoolKernels<PowerMean>;

template <class Kernels>
const Kernels& right() {
  return Kernels::table.find(Device::cpu, Dtype::f64, plain_kernels);
}

inline void wrong_sign(const PoolWindows& windows, const Tensor& chosen, const Tensor& dy, Tensor& dx) {
  right<MaxKernels>().backward(windows, chosen, dy, dx);
  row<double>(dx) *= -1;
}

inline void ignored_upstream(const PoolWindows& windows, const Tensor& chosen, const Tensor& dy, Tensor& dx) {
  right<MaxKernels>().backward(windows, chosen, Tensor::full(dy.shape(), 1.0, dy.options()), dx);
}

inline void always_zero(const PoolWindows&, const Tensor&, const Tensor&, Tensor& dx) { dx.fill(0.0); }

inline void never_written(const PoolWindows& windows, const Tensor& chosen, const Tensor& dy, Tensor& dx) {
  const double before = dx.values<double>().back();
  right<MaxKernels>().backward(windows, chosen, dy, dx);
  dx.values<double>().back() = before;
}

inline void input_changed(const PoolWindows& windows, const Tensor& chosen, const Tensor& dy, Tensor& dx) {
  right<MaxKernels>().backward(windows, chosen, dy, dx);
  Tensor(dy).add(dy, 0.5);
}

/// (11.7) with an assignment where windows overlap: the last one wins, the others' share is lost.
inline void last_window_only(const PoolWindows& windows, const Tensor& chosen, const Tensor& dy, Tensor& dx) {
  dx.fill(0.0);
  const auto to = image<double>(dx);
  const auto from = image<double>(dy);
  const auto where = image<std::int32_t>(chosen);
  for (Index n = 0; n < from.samples; ++n) {
    for (Index h = 0; h < windows.rows.output; ++h) {
      for (Index w = 0; w < windows.columns.output; ++w) {
        for (Index c = 0; c < from.channels; ++c) {
          const Index position = where(n, h, w, c);
          to(n, position / to.width, position % to.width, c) = from(n, h, w, c);
        }
      }
    }
  }
}

/// (11.7) with every pixel that ties chosen, for windows of 2 x 2 whose pixels are all equal.
inline void all_of_equal_pixels(const PoolWindows& windows, const Tensor&, const Tensor& dy, Tensor& dx) {
  right<AverageKernels>().backward({}, windows, {}, {}, dy, dx);
  row<double>(dx) *= 4;
}

/// The gradient of the mean where that of the largest is due.
inline void spread_over_window(const PoolWindows& windows, const Tensor&, const Tensor& dy, Tensor& dx) {
  right<AverageKernels>().backward({}, windows, {}, {}, dy, dx);
}

/// (11.12) without the division by M.
inline void not_divided(const ArithmeticMean& mean, const PoolWindows& windows, const Tensor& x, const Tensor& y,
                        const Tensor& dy, Tensor& dx) {
  right<AverageKernels>().backward(mean, windows, x, y, dy, dx);
  row<double>(dx) *= static_cast<double>(windows.size(0, 0));
}

/// The forward pass divides by the padding, too, and the backward pass does not.
inline void other_divisor(const ArithmeticMean& mean, const PoolWindows& windows, const Tensor& x, const Tensor& y,
                          const Tensor& dy, Tensor& dx) {
  PoolWindows other = windows;
  other.count_padding = !windows.count_padding;
  right<AverageKernels>().backward(mean, other, x, y, dy, dx);
}

/// (11.14) with the power p in place of p - 1.
inline void wrong_power(const PowerMean& mean, const PoolWindows& windows, const Tensor& x, const Tensor& y,
                        const Tensor& dy, Tensor& dx) {
  right<LpKernels>().backward(PowerMean{mean.p + 1}, windows, x, y, dy, dx);
}

}  // namespace strata::planted
