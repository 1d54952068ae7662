#pragma once

// The loops of every activation on the CPU. Include this where you use Activation with a function of your own; the
// chapter's own functions are compiled in activation_cpu.cpp.

#include <utility>

#include "04_activations/activation.hpp"
#include "common/parallel.hpp"

namespace strata::activation_cpu {

/// How many elements a thread takes at a time: enough that starting a chunk costs little even where f is a comparison.
constexpr Index grain = 1 << 14;

// [region loops]
/// (4.2)  y_i = f(x_i)
template <class F, class T>
void forward(const F& function, const Tensor& input, Tensor& output) {
  const T* const x = input.data<T>();
  T* const y = output.data<T>();
  parallel_for(output.count(), grain, [&](Index begin, Index end) {
    const F f = function;  // a copy that nobody else can change lets the compiler keep its options in registers
    for (Index i = begin; i < end; ++i) y[i] = f.value(x[i]);
  });
}

/// (4.4)  dx_i = dy_i f'(x_i)
template <class F, class T>
void backward(const F& function, const Tensor& input, const Tensor& output_gradient, Tensor& input_gradient) {
  const T* const x = input.data<T>();
  const T* const dy = output_gradient.data<T>();
  T* const dx = input_gradient.data<T>();
  parallel_for(input.count(), grain, [&](Index begin, Index end) {
    const F f = function;
    for (Index i = begin; i < end; ++i) dx[i] = dy[i] * f.derivative(x[i]);
  });
}
// [endregion loops]

/// The two loops for one function and scalar.
template <class F, class T>
inline constexpr ActivationKernels<F> kernels{&forward<F, T>, &backward<F, T>};

}  // namespace strata::activation_cpu

namespace strata {

template <class F>
constinit KernelTable<ActivationKernels<F>> ActivationKernels<F>::table{
    F::name,
    "link strata::cuda_kernels, chapter 15",
    {{Device::cpu, Dtype::f32, plain_kernels, &activation_cpu::kernels<F, float>},
     {Device::cpu, Dtype::f64, plain_kernels, &activation_cpu::kernels<F, double>}}};

}  // namespace strata
