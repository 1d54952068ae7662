#pragma once

// Kernels of Tanh, SoftMax and LogSoftMax with one mistake each in the backward pass, for float64: what the gradient
// check must catch.

#include <cmath>
#include <utility>

#include "01_tensors/views.hpp"
#include "04_activations/activation.hpp"
#include "04_activations/softmax.hpp"

namespace strata::planted {

using TanhKernels = ActivationKernels<functions::Tanh>;

template <class Kernels>
const Kernels& right() {
  return Kernels::table.find(Device::cpu, Dtype::f64, plain_kernels);
}

/// The table's entry for kernels that live to the end of the scope.
template <class Kernels>
typename KernelTable<Kernels>::Entry entry(const Kernels& kernels) {
  return {Device::cpu, Dtype::f64, "planted", &kernels};
}

inline void wrong_sign(const functions::Tanh& f, const Tensor& x, const Tensor& dy, Tensor& dx) {
  right<TanhKernels>().backward(f, x, dy, dx);
  row<double>(dx) *= -1;
}

inline void ignored_upstream(const functions::Tanh& f, const Tensor& x, const Tensor& dy, Tensor& dx) {
  right<TanhKernels>().backward(f, x, Tensor::full(dy.shape(), 1.0, dy.options()), dx);
}

inline void wrong_factor(const functions::Tanh& f, const Tensor& x, const Tensor& dy, Tensor& dx) {
  right<TanhKernels>().backward(f, x, dy, dx);
  row<double>(dx) /= 4;  // σ(2x) σ(-2x) for 4 σ(2x) σ(-2x)
}

inline void always_zero(const functions::Tanh&, const Tensor&, const Tensor&, Tensor& dx) { dx.fill(0.0); }

inline void never_written(const functions::Tanh& f, const Tensor& x, const Tensor& dy, Tensor& dx) {
  const double before = dx.values<double>().back();
  right<TanhKernels>().backward(f, x, dy, dx);
  dx.values<double>().back() = before;
}

inline void missing_sum(const functions::Tanh& f, const Tensor& x, const Tensor& dy, Tensor& dx) {
  dx.fill(0.0);
  Tensor first = dx.slice(0, 1);
  right<TanhKernels>().backward(f, x.slice(0, 1), dy.slice(0, 1), first);
}

/// In place, as some frameworks offer it: dy belongs to the caller.
inline void input_changed(const functions::Tanh& f, const Tensor& x, const Tensor& dy, Tensor& dx) {
  right<TanhKernels>().backward(f, x, dy, dx);
  Tensor(dy).copy_from(dx);
}

/// f'(y) for f'(x): the layer kept the wrong tensor.
inline void derivative_of_output(const functions::Tanh& f, const Tensor& x, const Tensor& dy, Tensor& dx) {
  Tensor y(x.shape(), x.options());
  right<TanhKernels>().forward(f, x, y);
  right<TanhKernels>().backward(f, y, dy, dx);
}

/// (4.26) with the mean over the row where the sum is due.
inline void mean_over_row(const Tensor& p, const Tensor& dp, Tensor& dx) {
  const Index columns = p.dim(p.rank() - 1), rows = p.count() / columns;
  const Tensor flat_p = p.reshape({rows, columns}), flat_dp = dp.reshape({rows, columns});
  Tensor flat_dx = dx.reshape({rows, columns});
  for (Index n = 0; n < rows; ++n) {
    const auto p_n = matrix<double>(flat_p).row(n).array(), dp_n = matrix<double>(flat_dp).row(n).array();
    matrix<double>(flat_dx).row(n) = (p_n * (dp_n - (dp_n * p_n).mean())).matrix();
  }
}

/// (4.26) without its sum: the diagonal of the Jacobian alone, dx = p (1 - p) dp.
inline void diagonal_alone(const Tensor& p, const Tensor& dp, Tensor& dx) {
  const auto p_all = row<double>(p).array(), dp_all = row<double>(dp).array();
  row<double>(dx) = (p_all * (1 - p_all) * dp_all).matrix();
}

/// (4.30) with the probabilities of (4.26): e^y forgotten.
inline void forgotten_exponential(const Tensor& y, const Tensor& dy, Tensor& dx) {
  const Index columns = y.dim(y.rank() - 1), rows = y.count() / columns;
  const Tensor flat_y = y.reshape({rows, columns}), flat_dy = dy.reshape({rows, columns});
  Tensor flat_dx = dx.reshape({rows, columns});
  for (Index n = 0; n < rows; ++n) {
    matrix<double>(flat_dx).row(n) =
        matrix<double>(flat_dy).row(n) - matrix<double>(flat_y).row(n) * matrix<double>(flat_dy).row(n).sum();
  }
}

}  // namespace strata::planted
