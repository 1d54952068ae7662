#include <array>

#include "04_activations/activation_cpu.hpp"
#include "08_normalization/channel_loops.hpp"
#include "13_custom_layers/learnable_swish.hpp"

namespace strata {
namespace {

// [region kernels]
// Chapter 4's formula with the β of now.
template <class T>
functions::Swish with(const Tensor& beta) {
  return {static_cast<double>(beta.data<T>()[0])};
}

// (13.8)  y = x σ(βx), which is (4.20)
template <class T>
void swish_forward(const Tensor& x, const Tensor& beta, Tensor& y) {
  activation_cpu::forward<functions::Swish, T>(with<T>(beta), x, y);
}

// (13.10)  dx = dy (σ(z) + z σ(z) σ(-z)) with z = βx, which is (4.21)
template <class T>
void swish_backward_input(const Tensor& x, const Tensor& beta, const Tensor& dy, Tensor& dx) {
  activation_cpu::backward<functions::Swish, T>(with<T>(beta), x, dy, dx);
}

// (13.12)  dβ = Σ dy x² σ(z) σ(-z) over all numbers, assigned or added (2.5)
template <class T>
void swish_backward_beta(const Tensor& input, const Tensor& beta, const Tensor& output_gradient, Write write,
                         Tensor& beta_gradient) {
  const T *const all_x = input.data<T>(), *const all_dy = output_gradient.data<T>();
  const T b = beta.data<T>()[0];
  const auto terms = [=](Index first) {
    const T *const x = all_x + first, *const dy = all_dy + first;
    return [=](Index j) {
      const T slope = functions::Sigmoid().derivative(b * x[j]);
      const T towards_beta = slope > 0 ? x[j] * (x[j] * slope) : slope;  // x² alone may overflow where the slope is 0
      return std::array{static_cast<double>(dy[j] * towards_beta)};
    };
  };
  const Tensor sums = channel_loops::sums_over_rows<1>(channel_loops::Tiles(input, 1), terms);
  const auto sum = static_cast<T>(sums.data<double>()[0]);
  T& dbeta = beta_gradient.data<T>()[0];
  dbeta = write == Write::assign ? sum : dbeta + sum;
}
// [endregion kernels]

template <class T>
constexpr LearnableSwishKernels learnable_swish_cpu{&swish_forward<T>, &swish_backward_input<T>,
                                                    &swish_backward_beta<T>};

}  // namespace

constinit KernelTable<LearnableSwishKernels> LearnableSwishKernels::table{
    "LearnableSwish",
    "link strata::cuda_kernels, chapter 15",
    {{Device::cpu, Dtype::f32, plain_kernels, &learnable_swish_cpu<float>},
     {Device::cpu, Dtype::f64, plain_kernels, &learnable_swish_cpu<double>}}};

}  // namespace strata
