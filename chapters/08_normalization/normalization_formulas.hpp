#pragma once

// The scalar formulas of the normalisation layers. Each stands here once, and the kernels of every device call it.
// Plain C++ without Eigen and fmt, so that a CUDA compiler can read it.

#include <cmath>
#include <optional>

namespace strata::normalization {

/// (8.7)  r = 1 / √(v + ε)
template <class T>
constexpr T inverse_deviation(T variance, double epsilon) {
  return 1 / std::sqrt(variance + static_cast<T>(epsilon));
}

/// (8.7)  x̂ = (x - μ) r
template <class T>
constexpr T normal(T x, T mean, T r) {
  return (x - mean) * r;
}

/// (8.1), (8.8)  y = γ x + β
template <class T>
constexpr T scaled(T x, T gamma, T beta) {
  return gamma * x + beta;
}

/// (8.11)  The part f of the running statistics that a batch replaces, the batch with this number, from 1.
template <class T>
constexpr T newest_part(std::optional<double> momentum, double tracked) {
  return static_cast<T>(momentum ? *momentum : 1 / tracked);
}

/// (8.10)  R / (R - 1), by which the variance of a batch is multiplied before it enters the running one
template <class T>
constexpr T unbiased_factor(double rows) {
  return static_cast<T>(rows / (rows - 1));
}

/// @{
/// (8.9) and (8.10)  The running value moves a part f of the way to the batch's.
template <class T>
constexpr T moved_mean(T running, T f, T mean) {
  return (1 - f) * running + f * mean;
}
template <class T>
constexpr T moved_variance(T running, T f, T unbiased, T variance) {
  return (1 - f) * running + f * unbiased * variance;
}
/// @}

/// (8.23)  dx = γ r (dy - (dβ + x̂ dγ) / R), with 1 / R in `per_row`
template <class T>
constexpr T batch_norm_gradient(T gamma, T r, T dy, T normal, T dgamma, T dbeta, T per_row) {
  return gamma * r * (dy - per_row * (dbeta + normal * dgamma));
}

/// (8.29)  dx = r (g - mean g - x̂ mean g x̂), the means along the row
template <class T>
constexpr T layer_norm_gradient(T r, T g, T normal, T mean_g, T mean_gx) {
  return r * (g - mean_g - normal * mean_gx);
}

}  // namespace strata::normalization
