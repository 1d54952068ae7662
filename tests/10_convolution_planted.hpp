#pragma once

// Convolution kernels with one mistake each in the backward pass, for float64: what the gradient check must catch.

#include <string>
#include <utility>
#include <vector>

#include "01_tensors/views.hpp"
#include "02_modules/mistake.hpp"
#include "10_convolution/conv2d.hpp"

namespace strata::planted {

inline const Conv2dKernels& convolution() { return Conv2dKernels::table.find(Device::cpu, Dtype::f64, im2col_kernels); }

/// As convolution(), and it follows `seen_by` of a window that does not fit its shapes.
inline const Conv2dKernels& convolution_loops() {
  return Conv2dKernels::table.find(Device::cpu, Dtype::f64, loops_kernels);
}

inline Tensor turned(const Tensor& weight) {
  Tensor result = weight.clone();
  const auto from = image<double>(weight);
  const auto to = image<double>(result);
  for (Index o = 0; o < from.samples; ++o) {
    for (Index a = 0; a < from.height; ++a) {
      for (Index b = 0; b < from.width; ++b) {
        for (Index i = 0; i < from.channels; ++i) to(o, from.height - 1 - a, from.width - 1 - b, i) = from(o, a, b, i);
      }
    }
  }
  return result;
}

inline Tensor channels_exchanged(const Tensor& weight) {
  Tensor result = weight.clone();
  const auto from = image<double>(weight);
  const auto to = image<double>(result);
  for (Index o = 0; o < from.samples; ++o) {
    for (Index a = 0; a < from.height; ++a) {
      for (Index b = 0; b < from.width; ++b) {
        for (Index i = 0; i < from.channels; ++i) to(i, a, b, o) = from(o, a, b, i);
      }
    }
  }
  return result;
}

/// dy with zeros at all positions but the last of each image.
inline Tensor last_position(const Tensor& dy) {
  Tensor result = Tensor::full(dy.shape(), 0, dy.options());
  const auto from = image<double>(dy);
  const auto to = image<double>(result);
  for (Index n = 0; n < from.samples; ++n) {
    for (Index o = 0; o < from.channels; ++o) {
      to(n, from.height - 1, from.width - 1, o) = from(n, from.height - 1, from.width - 1, o);
    }
  }
  return result;
}

inline void dx_kernel_turned(const Window& window, const Tensor& dy, const Tensor& weight, Tensor& dx) {
  convolution().backward_input(window, dy, turned(weight), dx);
}

inline void dx_channels_exchanged(const Window& window, const Tensor& dy, const Tensor& weight, Tensor& dx) {
  convolution().backward_input(window, dy, channels_exchanged(weight), dx);
}

inline void dx_without_padding(const Window& window, const Tensor& dy, const Tensor& weight, Tensor& dx) {
  Window wrong = window;
  wrong.rows.before = wrong.columns.before = 0;
  convolution_loops().backward_input(wrong, dy, weight, dx);
}

inline void dx_without_stride(const Window& window, const Tensor& dy, const Tensor& weight, Tensor& dx) {
  Window wrong = window;
  wrong.rows.stride = wrong.columns.stride = 1;
  convolution_loops().backward_input(wrong, dy, weight, dx);
}

inline void dx_without_dilation(const Window& window, const Tensor& dy, const Tensor& weight, Tensor& dx) {
  Window wrong = window;
  wrong.rows.dilation = wrong.columns.dilation = 1;
  convolution_loops().backward_input(wrong, dy, weight, dx);
}

inline void dx_memory_not_cleared(const Window& window, const Tensor& dy, const Tensor& weight, Tensor& dx) {
  Tensor share(dx.shape(), dx.options());
  convolution().backward_input(window, dy, weight, share);
  dx.add(share);
}

inline void dw_last_position(const Window& window, const Tensor& x, const Tensor& dy, Write write, Tensor& dweight) {
  convolution().backward_weight(window, x, last_position(dy), write, dweight);
}

inline void dw_last_sample(const Window& window, const Tensor& x, const Tensor& dy, Write write, Tensor& dweight) {
  const Index n = x.dim(0);
  convolution().backward_weight(window, x.slice(n - 1, n), dy.slice(n - 1, n), write, dweight);
}

inline void dw_mean_of_samples(const Window& window, const Tensor& x, const Tensor& dy, Write write, Tensor& dweight) {
  Tensor scaled = Tensor::full(dy.shape(), 0, dy.options());
  scaled.add(dy, 1.0 / static_cast<double>(dy.dim(0)));
  convolution().backward_weight(window, x, scaled, write, dweight);
}

inline void dw_kernel_turned(const Window& window, const Tensor& x, const Tensor& dy, Write write, Tensor& dweight) {
  Tensor share(dweight.shape(), dweight.options());
  convolution().backward_weight(window, x, dy, Write::assign, share);
  if (write == Write::assign) dweight.fill(0);
  dweight.add(turned(share));
}

inline void dw_not_accumulated(const Window& window, const Tensor& x, const Tensor& dy, Write, Tensor& dweight) {
  convolution().backward_weight(window, x, dy, Write::assign, dweight);
}

inline void db_last_position(const Tensor& dy, Write write, Tensor& dbias) {
  convolution().backward_bias(last_position(dy), write, dbias);
}

inline void db_mean_of_positions(const Tensor& dy, Write write, Tensor& dbias) {
  Tensor scaled = Tensor::full(dy.shape(), 0, dy.options());
  scaled.add(dy, 1.0 / static_cast<double>(dy.dim(1) * dy.dim(2)));
  convolution().backward_bias(scaled, write, dbias);
}

/// A mistake, the tensor whose gradient it spoils, and what the gradient check calls it.
struct ConvolutionMistake {
  std::string what;
  std::string tensor;
  Mistake named;
  Conv2dKernels kernels;
};

inline std::vector<ConvolutionMistake> convolution_mistakes() {
  std::vector<ConvolutionMistake> all;
  const auto add = [&](std::string what, std::string tensor, Mistake named, auto change) {
    Conv2dKernels kernels = convolution();
    change(kernels);
    all.push_back({std::move(what), std::move(tensor), named, kernels});
  };
  const std::string x = "input", w = "Conv2d.weight", b = "Conv2d.bias";
  add("dx: taps in reverse", x, Mistake::unknown, [](auto& k) { k.backward_input = &dx_kernel_turned; });
  add("dx: channels exchanged", x, Mistake::unknown, [](auto& k) { k.backward_input = &dx_channels_exchanged; });
  add("dx: padding forgotten", x, Mistake::unknown, [](auto& k) { k.backward_input = &dx_without_padding; });
  add("dx: stride forgotten", x, Mistake::unknown, [](auto& k) { k.backward_input = &dx_without_stride; });
  add("dx: dilation forgotten", x, Mistake::unknown, [](auto& k) { k.backward_input = &dx_without_dilation; });
  add("dx: not cleared before it is added to", x, Mistake::never_written,
      [](auto& k) { k.backward_input = &dx_memory_not_cleared; });
  add("dW: last position only", w, Mistake::unknown, [](auto& k) { k.backward_weight = &dw_last_position; });
  add("dW: last sample only", w, Mistake::missing_sum, [](auto& k) { k.backward_weight = &dw_last_sample; });
  add("dW: mean over samples", w, Mistake::mean_for_sum, [](auto& k) { k.backward_weight = &dw_mean_of_samples; });
  add("dW: taps in reverse", w, Mistake::unknown, [](auto& k) { k.backward_weight = &dw_kernel_turned; });
  add("dW: assigned instead of added", w, Mistake::not_accumulated,
      [](auto& k) { k.backward_weight = &dw_not_accumulated; });
  add("db: last position only", b, Mistake::unknown, [](auto& k) { k.backward_bias = &db_last_position; });
  add("db: mean over positions", b, Mistake::wrong_factor, [](auto& k) { k.backward_bias = &db_mean_of_positions; });
  return all;
}

}  // namespace strata::planted
