#include <cmath>

#include "01_tensors/views.hpp"
#include "13_custom_layers/own_lp_pool.hpp"
#include "common/parallel.hpp"

namespace strata {
namespace {

// [region forward]
// (13.1)  y = ((Σ |x|^p) / M)^(1/p) over each window of M = k² pixels
template <class T>
void own_forward(Index k, double p, const Tensor& input, Tensor& output) {
  const auto x = image<T>(input);
  const auto y = image<T>(output);
  const T power = static_cast<T>(p), pixels = static_cast<T>(k * k);
  parallel_for(y.samples * y.height, 1, [&](Index begin, Index end) {
    for (Index line = begin; line < end; ++line) {
      const Index n = line / y.height, row = line % y.height;
      for (Index column = 0; column < y.width; ++column) {
        for (Index c = 0; c < y.channels; ++c) {
          T sum = 0;
          for (Index i = 0; i < k * k; ++i) {
            sum += std::pow(std::abs(x(n, row * k + i / k, column * k + i % k, c)), power);
          }
          y(n, row, column, c) = std::pow(sum / pixels, 1 / power);
        }
      }
    }
  });
}
// [endregion forward]

// [region backward]
// (13.5)  dx = dy / M · sgn(x) (|x| / y)^(p - 1), and 0 where x or y is 0 (13.7), or in no window
template <class T>
void own_backward(Index k, double p, const Tensor& input, const Tensor& output, const Tensor& output_gradient,
                  Tensor& input_gradient) {
  const auto x = image<T>(input), y = image<T>(output), dy = image<T>(output_gradient);
  const auto dx = image<T>(input_gradient);
  const T power = static_cast<T>(p - 1), pixels = static_cast<T>(k * k);
  parallel_for(x.samples * x.height, 1, [&](Index begin, Index end) {
    for (Index line = begin; line < end; ++line) {
      const Index n = line / x.height, h = line % x.height;
      for (Index w = 0; w < x.width; ++w) {
        for (Index c = 0; c < x.channels; ++c) {
          const Index row = h / k, column = w / k;
          const T value = x(n, h, w, c);
          const bool inside = row < y.height && column < y.width;
          const bool used = inside && value != 0 && y(n, row, column, c) != 0;
          dx(n, h, w, c) = used ? dy(n, row, column, c) / pixels *
                                      std::copysign(std::pow(std::abs(value) / y(n, row, column, c), power), value)
                                : T(0);
        }
      }
    }
  });
}
// [endregion backward]

template <class T>
constexpr OwnLpPoolKernels own_lp_pool_cpu{&own_forward<T>, &own_backward<T>};

}  // namespace

// [region table]
constinit KernelTable<OwnLpPoolKernels> OwnLpPoolKernels::table{
    "OwnLpPool",
    "nobody has written one",
    {{Device::cpu, Dtype::f32, plain_kernels, &own_lp_pool_cpu<float>},
     {Device::cpu, Dtype::f64, plain_kernels, &own_lp_pool_cpu<double>}}};
// [endregion table]

}  // namespace strata
