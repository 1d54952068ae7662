#pragma once

// Linear kernels with one mistake each in the backward pass, for float64: what the gradient check must catch and name.

#include "02_modules/mistake.hpp"
#include "02_modules/transposition.hpp"
#include "03_linear/linear.hpp"
#include "common/error.hpp"

namespace strata::planted {

inline const LinearKernels& right() { return LinearKernels::table.find(Device::cpu, Dtype::f64, plain_kernels); }

inline Tensor scaled(const Tensor& x, double factor) {
  Tensor result = Tensor::full(x.shape(), 0.0, x.options());
  result.add(x, factor);
  return result;
}

inline void transposed_weight(const Tensor& dy, const Tensor& weight, Tensor& dx) {
  right().backward_input(dy, transposed_elements(weight), dx);
}

inline void mean_for_sum(const Tensor& dy, Write write, Tensor& dbias) {
  right().backward_bias(scaled(dy, 1.0 / static_cast<double>(dy.dim(0))), write, dbias);
}

inline void wrong_sign(const Tensor& x, const Tensor& dy, Write write, Tensor& dweight) {
  right().backward_weight(x, scaled(dy, -1.0), write, dweight);
}

inline void never_written(const Tensor& x, const Tensor& dy, Write write, Tensor& dweight) {
  const double before = dweight.values<double>().back();
  right().backward_weight(x, dy, write, dweight);
  dweight.values<double>().back() = before;
}

inline void not_accumulated(const Tensor& dy, Write, Tensor& dbias) { right().backward_bias(dy, Write::assign, dbias); }

inline void transposed_gradient(const Tensor& x, const Tensor& dy, Write write, Tensor& dweight) {
  Tensor share(dweight.shape(), dweight.options());
  right().backward_weight(x, dy, Write::assign, share);
  if (write == Write::assign) dweight.fill(0.0);
  dweight.add(transposed_elements(share.reshape({share.dim(1), share.dim(0)})).reshape(share.shape()));
}

inline void last_sample_only(const Tensor& x, const Tensor& dy, Write write, Tensor& dweight) {
  const Index n = x.dim(0);
  right().backward_weight(x.slice(n - 1, n), dy.slice(n - 1, n), write, dweight);
}

inline void twice(const Tensor& dy, const Tensor& weight, Tensor& dx) {
  right().backward_input(scaled(dy, 2.0), weight, dx);
}

inline void sum_for_mean(const Tensor& dy, const Tensor& weight, Tensor& dx) {
  right().backward_input(scaled(dy, static_cast<double>(dy.dim(0))), weight, dx);
}

inline void upstream_ignored(const Tensor& x, const Tensor& dy, Write write, Tensor& dweight) {
  right().backward_weight(x, Tensor::full(dy.shape(), 1.0, dy.options()), write, dweight);
}

inline void added_to_stale(const Tensor& dy, Write, Tensor& dbias) { right().backward_bias(dy, Write::add, dbias); }

inline void always_zero(const Tensor&, const Tensor&, Write write, Tensor& dweight) {
  if (write == Write::assign) dweight.fill(0.0);
}

inline void input_changed(const Tensor& dy, Write write, Tensor& dbias) {
  right().backward_bias(dy, write, dbias);
  Tensor same = dy;
  same.add(dy, 0.5);
}

/// The right kernels with the one that makes this mistake.
inline LinearKernels kernels_with(Mistake mistake) {
  LinearKernels kernels = right();
  switch (mistake) {
    case Mistake::transposed_parameter:
      kernels.backward_input = &transposed_weight;
      break;
    case Mistake::mean_for_sum:
      kernels.backward_bias = &mean_for_sum;
      break;
    case Mistake::wrong_sign:
      kernels.backward_weight = &wrong_sign;
      break;
    case Mistake::never_written:
      kernels.backward_weight = &never_written;
      break;
    case Mistake::not_accumulated:
      kernels.backward_bias = &not_accumulated;
      break;
    case Mistake::transposed_gradient:
      kernels.backward_weight = &transposed_gradient;
      break;
    case Mistake::missing_sum:
      kernels.backward_weight = &last_sample_only;
      break;
    case Mistake::wrong_factor:
      kernels.backward_input = &twice;
      break;
    case Mistake::sum_for_mean:
      kernels.backward_input = &sum_for_mean;
      break;
    case Mistake::ignored_upstream:
      kernels.backward_weight = &upstream_ignored;
      break;
    case Mistake::added_to_stale:
      kernels.backward_bias = &added_to_stale;
      break;
    case Mistake::always_zero:
      kernels.backward_weight = &always_zero;
      break;
    case Mistake::input_changed:
      kernels.backward_bias = &input_changed;
      break;
    default:
      throw Error({"planted::kernels_with", name(mistake), "a mistake that a kernel can make", ""});
  }
  return kernels;
}

}  // namespace strata::planted
