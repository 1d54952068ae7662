#pragma once

// The scalar formulas of the activations. Each stands here once, and the kernels of every device call it. Plain C++
// without Eigen, so that a CUDA compiler can read it.
//
// A function has a name, a value and a derivative. At a kink the derivative is PyTorch's choice; both are NaN where x
// is NaN; none overflows on the way to a result that fits.

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace strata::functions {

/// A number that a function was made with.
struct Option {
  std::string_view name;  ///< for messages: "slope"
  double value;           ///< as given
};

// [region relu]
/// max(0, x). Its derivative at 0 is 0.
struct ReLU {
  static constexpr std::string_view name = "ReLU";  ///< for tables and messages

  /// (4.5)  f(x) = max(0, x), written so that NaN stays NaN
  template <class T>
  constexpr T value(T x) const {
    return x < 0 ? T(0) : x;
  }

  /// (4.6)  f'(x) = [x > 0], and NaN where x is NaN
  template <class T>
  constexpr T derivative(T x) const {
    return x > 0 ? T(1) : x <= 0 ? T(0) : x;
  }
};
// [endregion relu]

/// x above 0, slope · x below. Its derivative at 0 is the slope.
struct LeakyReLU {
  static constexpr std::string_view name = "LeakyReLU";  ///< for tables and messages
  double slope = 0.03;                                   ///< of the left half

  /// The numbers it was made with.
  constexpr std::array<Option, 1> options() const { return {{{"slope", slope}}}; }

  /// (4.7)  f(x) = x if x > 0, else s x
  template <class T>
  constexpr T value(T x) const {
    const T left = static_cast<T>(slope) * x;  // on both sides, so that the loop around it needs no branch
    return x > 0 ? x : left;
  }

  /// (4.8)  f'(x) = 1 if x > 0, else s
  template <class T>
  constexpr T derivative(T x) const {
    const T left = static_cast<T>(slope);
    return x > 0 ? T(1) : x <= 0 ? left : x;
  }
};

// [region sigmoid]
/// 1 / (1 + e^-x), from 0 to 1.
struct Sigmoid {
  static constexpr std::string_view name = "Sigmoid";  ///< for tables and messages

  /// (4.10)  σ(x) = (1 or e) / (1 + e), where e = e^-|x| never overflows
  template <class T>
  constexpr T value(T x) const {
    const T e = std::exp(-std::abs(x));
    const T one = static_cast<T>(x >= 0);  // or 0
    return std::max(one, e) / (1 + e);     // e is at most 1; written as a choice, it becomes a branch
  }

  /// (4.12)  σ'(x) = σ(x) σ(-x) = e / (1 + e)²
  template <class T>
  constexpr T derivative(T x) const {
    const T e = std::exp(-std::abs(x));
    return e / ((1 + e) * (1 + e));
  }
};
// [endregion sigmoid]

/// The hyperbolic tangent, from -1 to 1.
struct Tanh {
  static constexpr std::string_view name = "Tanh";  ///< for tables and messages

  /// (4.13)  f(x) = tanh x
  template <class T>
  constexpr T value(T x) const {
    return std::tanh(x);
  }

  /// (4.14)  f'(x) = 4 σ(2x) σ(-2x)
  template <class T>
  constexpr T derivative(T x) const {
    return 4 * Sigmoid().derivative(2 * x);
  }
};

// [region softplus]
/// ln(1 + e^x), a ReLU with a rounded corner.
struct SoftPlus {
  static constexpr std::string_view name = "SoftPlus";  ///< for tables and messages

  /// (4.16)  f(x) = max(0, x) + ln(1 + e^-|x|)
  template <class T>
  constexpr T value(T x) const {
    return (x > 0 ? x : T(0)) + std::log1p(std::exp(-std::abs(x)));
  }

  /// (4.17)  f'(x) = σ(x)
  template <class T>
  constexpr T derivative(T x) const {
    return Sigmoid().value(x);
  }
};
// [endregion softplus]

/// x above 0, α (e^x - 1) below. Its derivative at 0 is α, that of the left half.
struct ELU {
  static constexpr std::string_view name = "ELU";  ///< for tables and messages
  double alpha = 1.0;                              ///< α: the left end is -α

  /// The numbers it was made with.
  constexpr std::array<Option, 1> options() const { return {{{"alpha", alpha}}}; }

  /// (4.18)  f(x) = x if x > 0, else α (e^x - 1)
  template <class T>
  constexpr T value(T x) const {
    return x > 0 ? x : static_cast<T>(alpha) * std::expm1(x);
  }

  /// (4.19)  f'(x) = 1 if x > 0, else α e^x
  template <class T>
  constexpr T derivative(T x) const {
    return x > 0 ? T(1) : static_cast<T>(alpha) * std::exp(x);
  }
};

// [region swish]
/// x σ(βx): the identity on the right, 0 on the left, with a dip between them. β is fixed.
struct Swish {
  static constexpr std::string_view name = "Swish";  ///< for tables and messages
  double beta = 1.0;                                 ///< β: how sharp the corner is

  /// The numbers it was made with.
  constexpr std::array<Option, 1> options() const { return {{{"beta", beta}}}; }

  /// (4.20)  f(x) = x σ(βx); where σ is 0 it is 0, even at infinity
  template <class T>
  constexpr T value(T x) const {
    const T s = Sigmoid().value(static_cast<T>(beta) * x);
    return s > 0 ? x * s : s;
  }

  /// (4.21)  f'(x) = σ(z) + z σ(z) σ(-z) with z = βx
  template <class T>
  constexpr T derivative(T x) const {
    const T z = static_cast<T>(beta) * x;
    const T slope = Sigmoid().derivative(z);
    return Sigmoid().value(z) + (slope > 0 ? z * slope : slope);
  }
};
// [endregion swish]

}  // namespace strata::functions
