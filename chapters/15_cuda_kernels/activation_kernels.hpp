#pragma once

// The loops of every activation on the GPU, for files that hold kernels (.cu). Include this and
// 04_activations/activation_cpu.hpp where you use Activation with a function of your own; those of chapter 4 are compiled
// in activation_kernels.cu.

#include <utility>

#include "04_activations/activation.hpp"
#include "15_cuda_kernels/cuda_sets.hpp"
#include "15_cuda_kernels/elementwise.hpp"

namespace strata::activation_cuda {

// [region kernels]
/// (4.2)  y_i = f(x_i)
template <class F, class T>
__global__ void activation_forward(F f, const T* x, T* y, Index count) {
  for (Index i = thread_number(); i < count; i += thread_count()) y[i] = f.value(x[i]);
}

/// (4.4)  dx_i = dy_i f'(x_i)
template <class F, class T>
__global__ void activation_backward(F f, const T* x, const T* dy, T* dx, Index count) {
  for (Index i = thread_number(); i < count; i += thread_count()) dx[i] = dy[i] * f.derivative(x[i]);
}
// [endregion kernels]

/// Starts activation_forward.
template <class F, class T>
void forward(const F& f, const Tensor& x, Tensor& y) {
  launch<activation_forward<F, T>>(elementwise(x.count()), f, x.data<T>(), y.data<T>(), x.count());
}

/// Starts activation_backward.
template <class F, class T>
void backward(const F& f, const Tensor& x, const Tensor& dy, Tensor& dx) {
  launch<activation_backward<F, T>>(elementwise(x.count()), f, x.data<T>(), dy.data<T>(), dx.data<T>(), x.count());
}

/// Both for one function and scalar.
template <class F, class T>
inline constexpr ActivationKernels<F> kernels{&forward<F, T>, &backward<F, T>};

/// Teaches the layer of this function the GPU.
template <class F>
void install() {
  ActivationKernels<F>::table.install({Device::cuda, Dtype::f32, cuda_set, &kernels<F, float>});
  ActivationKernels<F>::table.install({Device::cuda, Dtype::f64, cuda_set, &kernels<F, double>});
}

}  // namespace strata::activation_cuda
