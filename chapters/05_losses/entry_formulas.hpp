#pragma once

// The losses of one output and one target, and their derivatives. Plain templates, so that the kernels of every device
// compute the same formula. ReLU, SoftPlus and Sigmoid are chapter 4's.

#include <algorithm>
#include <cmath>

#include "04_activations/functions.hpp"

namespace strata {

// [region squared_error]
/// (y - t)² (5.5)
template <class T>
constexpr T squared_error(T y, T t) {
  return (y - t) * (y - t);
}

/// 2 (y - t) (5.6)
template <class T>
constexpr T squared_error_slope(T y, T t) {
  return 2 * (y - t);
}
// [endregion squared_error]

// [region absolute_error]
/// |y - t| (5.7)
template <class T>
constexpr T absolute_error(T y, T t) {
  return std::abs(y - t);
}

/// The sign of y - t, and 0 where they are equal (5.8); NaN stays NaN.
template <class T>
constexpr T absolute_error_slope(T y, T t) {
  return y > t ? T(1) : y < t ? T(-1) : y - t;
}
// [endregion absolute_error]

// [region binary_cross_entropy]
/// -t ln p - (1 - t) ln (1 - p) (5.18). No logarithm counts for less than -100, so that an impossible answer costs
/// 100 and not infinity: PyTorch's bound.
template <class T>
constexpr T binary_cross_entropy(T p, T t) {
  const auto bounded_log = [](T value) { return value <= T(0) ? T(-100) : std::max(std::log(value), T(-100)); };
  return -t * bounded_log(p) - (1 - t) * bounded_log(1 - p);
}

/// (p - t) / (p (1 - p)) (5.19). The denominator is no smaller than 1e-12, PyTorch's bound as well, kept in float32 as
/// there.
template <class T>
constexpr T binary_cross_entropy_slope(T p, T t) {
  return (p - t) / std::max(p * (1 - p), T(1e-12F));
}
// [endregion binary_cross_entropy]

// [region with_logits]
/// max(y, 0) - y t + ln (1 + e^-|y|) (5.21). The last term is SoftPlus of -|y|.
template <class T>
constexpr T binary_cross_entropy_of_score(T y, T t) {
  return functions::ReLU().value(y) - y * t + functions::SoftPlus().value(-std::abs(y));
}

/// σ(y) - t (5.22)
template <class T>
constexpr T binary_cross_entropy_of_score_slope(T y, T t) {
  return functions::Sigmoid().value(y) - t;
}
// [endregion with_logits]

}  // namespace strata
