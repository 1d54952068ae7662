// The fast kernels of Conv2d by themselves: layers that are not fused with their neighbours.

#include <variant>

#include "14_fast_cpu/kernel_sets.hpp"
#include "14_fast_cpu/source_loops.hpp"
#include "14_fast_cpu/weight_gradient_loops.hpp"

namespace strata::fast_cpu {
namespace {

// A convolution of whole tensors.
template <class T>
void convolve_tensor(const AnyConvolution<T>& convolution, const Tensor& source, const Tensor& weight,
                     const Tensor* bias, Tensor& result) {
  T* const first = result.data<T>();
  const Index count = result.shape().without_front().count();
  convolve_source<T>(
      convolution, StoredImages<T>(source), packed_layer(convolution, weight, bias),
      units_of_any(convolution, source.dim(0)), [=](const Unit& unit, Index) { return first + unit.first * count; },
      [](Index, const Unit&, const T*, Index) {});
}

// (10.4)
template <class T>
void conv2d_forward(const Window& window, const Tensor& x, const Tensor& weight, const Tensor* bias, Tensor& y) {
  convolve_tensor<T>(plan_convolution<T>(window, x.dim(3), y.dim(3), ConvolutionPass::forward, x.dim(0)), x, weight,
                     bias, y);
}

// (10.13)
template <class T>
void conv2d_backward_input(const Window& window, const Tensor& dy, const Tensor& weight, Tensor& dx) {
  convolve_tensor<T>(plan_convolution<T>(window, dx.dim(3), dy.dim(3), ConvolutionPass::backward_input, dy.dim(0)), dy,
                     weight, nullptr, dx);
}

// (10.16)
template <class T>
void conv2d_backward_weight(const Window& window, const Tensor& x, const Tensor& dy, Write write, Tensor& dweight) {
  const T* const gradients = dy.data<T>();
  const Index positions = window.positions(), outputs = dy.dim(3);
  const StoredImages<T> inputs(x);
  std::visit(
      [&](const auto& gradient) {
        const Index room = gradient.padded_outputs();
        const auto give_dy = [&](Index first, Index images, T* space, Index) -> const T* {
          const T* const own = gradients + first * positions * outputs;
          if (room == outputs) return own;
          pad_channels(own, images * positions, outputs, room, space);
          return space;
        };
        const auto load_x = [&](Index n, const Extent& part, T* to, Index) {
          load_padded<T>(inputs, n, part, to, nullptr);
        };
        sum_weight_gradient<T>(gradient, x.dim(0), load_x, write, dweight, give_dy,
                               [](Index, Index, Index, const T*, Index) {});
      },
      plan_weight_gradient<T>(window, x.dim(3), outputs, x.dim(0)));
}

// (10.18)
template <class T>
void conv2d_backward_bias(const Tensor& dy, Write write, Tensor& dbias) {
  Conv2dKernels::table.find(Device::cpu, dtype_of<T>, im2col_kernels).backward_bias(dy, write, dbias);
}

template <class T>
constexpr Conv2dKernels conv2d_fast{&conv2d_forward<T>, &conv2d_backward_input<T>, &conv2d_backward_weight<T>,
                                    &conv2d_backward_bias<T>};

}  // namespace

constexpr Conv2dKernels conv2d_f32 = conv2d_fast<float>, conv2d_f64 = conv2d_fast<double>;

}  // namespace strata::fast_cpu
