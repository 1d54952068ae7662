#pragma once

// What clipping and regularisers do to one number, for every device: plain C++.

#include <algorithm>
#include <cmath>
#include <limits>

namespace strata {

// [region rules]
/// The factor of (6.20) from the sum of all squares. A sum that is no number, or infinite, changes nothing: by it every
/// gradient would become NaN or 0.
constexpr double clip_factor(double squares, double limit) {
  if (!(squares < std::numeric_limits<double>::infinity())) return 1;
  return std::min(1.0, limit / (std::sqrt(squares) + 1e-6));
}

/// min(max(g, -limit), limit) (6.21), where NaN stays NaN
template <class T>
constexpr T clipped(T gradient, T limit) {
  return std::clamp(gradient, -limit, limit);
}

/// g + λ1 sign(θ) + λ2 θ (6.23), where sign(0) is 0
template <class T>
constexpr T regularised(T gradient, T value, T l1, T l2) {
  const T sign = static_cast<T>((value > 0) - (value < 0));
  return gradient + (l1 * sign + l2 * value);
}
// [endregion rules]

}  // namespace strata
