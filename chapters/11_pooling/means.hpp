#pragma once

// The means of this chapter, as formulas of one number. No Eigen and no fmt here: the kernels of any device can call
// them. Each knows what it sums (`term`), what it makes of the mean of that (`value`), and its slope.

#include <cmath>
#include <string_view>

namespace strata {

/// The sum of the pixels divided by their number. Its slope is the same everywhere, so nothing is kept for backward.
struct ArithmeticMean {
  static constexpr std::string_view name = "AveragePool2d";  ///< for tables and messages
  static constexpr bool constant_slope = true;               ///< whether slope() needs neither x nor y
  static constexpr bool relative = false;                    ///< whether terms are taken relative to the largest pixel

  /// What is summed.
  template <class T>
  constexpr T term(T x) const {
    return x;
  }

  /// (11.10)  y = (Σ x) / M
  template <class T>
  constexpr T value(T mean) const {
    return mean;
  }

  /// (11.11)  M dy/dx = 1
  template <class T>
  constexpr T slope(T, T) const {
    return T(1);
  }
};

/// The root of the mean square, with a small number under the root.
struct RootMeanSquare {
  static constexpr std::string_view name = "L2Pool2d";  ///< for tables and messages
  static constexpr bool constant_slope = false;         ///< whether slope() needs neither x nor y
  static constexpr bool relative = false;               ///< whether terms are taken relative to the largest pixel
  double epsilon = 1e-6;                                ///< keeps the root away from 0, where it has no slope

  /// What is summed.
  template <class T>
  constexpr T term(T x) const {
    return x * x;
  }

  /// (11.22)  y = √((Σ x²) / M + ε)
  template <class T>
  constexpr T value(T mean) const {
    return std::sqrt(mean + static_cast<T>(epsilon));
  }

  /// (11.23)  M dy/dx = x / y
  template <class T>
  constexpr T slope(T x, T y) const {
    return x / y;
  }
};

// [region power_mean]
/// Sizes to the power p, their mean, and back: p = 1 is the mean size, and a large p nearly the largest.
struct PowerMean {
  static constexpr std::string_view name = "LpPool2d";  ///< for tables and messages
  static constexpr bool constant_slope = false;         ///< whether slope() needs neither x nor y
  static constexpr bool relative = true;                ///< whether terms are taken relative to the largest pixel
  double p = 2.0;                                       ///< the power, 1 or more

  /// What is summed. r = |x| / m is from 0 to 1.
  template <class T>
  constexpr T term(T r) const {
    return power(r, p);
  }

  /// (11.17)  y = m ((Σ r^p) / M)^(1/p), less the factor m
  template <class T>
  constexpr T value(T mean) const {
    return power(mean, 1 / p);
  }

  /// (11.14)  M dy/dx = ±(|x| / y)^(p - 1), and 0 for a pixel or a mean that is 0 (11.21)
  template <class T>
  constexpr T slope(T x, T y) const {
    if (x == 0 || y == 0) return T(0);
    return std::copysign(power(std::abs(x) / y, p - 1), x);
  }

 private:
  // The powers that need no logarithm come first.
  template <class T>
  static constexpr T power(T x, double exponent) {
    if (exponent == 1) return x;
    if (exponent == 2) return x * x;
    if (exponent == 3) return x * x * x;
    if (exponent == 0.5) return std::sqrt(x);
    return std::pow(x, static_cast<T>(exponent));
  }
};
// [endregion power_mean]

}  // namespace strata
