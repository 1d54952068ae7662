#pragma once

// Kernels of LearnableSwish and Gated with one mistake each in the backward pass, for float64.

#include "01_tensors/views.hpp"
#include "13_custom_layers/gated.hpp"
#include "13_custom_layers/learnable_swish.hpp"

namespace strata::planted {

template <class Kernels>
const Kernels& right() {
  return Kernels::table.find(Device::cpu, Dtype::f64, plain_kernels);
}

/// (13.10) without the product rule: the gate σ(βx) is taken for a constant.
inline void gate_is_constant(const Tensor& x, const Tensor& beta, const Tensor& dy, Tensor& dx) {
  const double b = row<double>(beta)[0];
  row<double>(dx) = row<double>(dy).array() / (1 + (-b * row<double>(x).array()).exp());
}

/// (13.12) with x for x².
inline void x_not_squared(const Tensor& x, const Tensor& beta, const Tensor& dy, Write write, Tensor& dbeta) {
  const Eigen::ArrayXXd e = (-row<double>(beta)[0] * row<double>(x).array()).exp();
  const double sum = (row<double>(dy).array() * row<double>(x).array() * e / (1 + e).square()).sum();
  row<double>(dbeta)[0] = sum + (write == Write::add ? row<double>(dbeta)[0] : 0);
}

/// The sum of the first sample alone.
inline void first_sample(const Tensor& x, const Tensor& beta, const Tensor& dy, Write write, Tensor& dbeta) {
  right<LearnableSwishKernels>().backward_beta(x.slice(0, 1), beta, dy.slice(0, 1), write, dbeta);
}

/// The mean over the samples, though the loss has it already.
inline void mean_over_samples(const Tensor& x, const Tensor& beta, const Tensor& dy, Write write, Tensor& dbeta) {
  const double before = write == Write::add ? row<double>(dbeta)[0] : 0;
  right<LearnableSwishKernels>().backward_beta(x, beta, dy, Write::assign, dbeta);
  row<double>(dbeta)[0] = before + row<double>(dbeta)[0] / static_cast<double>(x.dim(0));
}

inline void always_assigns(const Tensor& x, const Tensor& beta, const Tensor& dy, Write, Tensor& dbeta) {
  right<LearnableSwishKernels>().backward_beta(x, beta, dy, Write::assign, dbeta);
}

/// The path through the gate forgotten: dx = dy ⊙ g, as if g were given.
inline void gate_forgotten(const Tensor&, const Tensor&, Tensor& dg) { dg.fill(0); }

/// (13.26) with dy for dy ⊙ x.
inline void input_forgotten(const Tensor& x, const Tensor& dy, Tensor& dg) {
  right<GatedKernels>().sum_products(Tensor::full(x.shape(), 1, x.options()), dy, dg);
}

/// (13.26) as a mean over the pixels, since the gate was made of one.
inline void mean_over_pixels(const Tensor& x, const Tensor& dy, Tensor& dg) {
  right<GatedKernels>().sum_products(x, dy, dg);
  row<double>(dg) /= static_cast<double>(x.dim(1) * x.dim(2));
}

}  // namespace strata::planted
