#pragma once

// What two numbers are combined to. Plain C++, for kernels and for the CPU.

#include <limits>

namespace strata {

// [region combinations]
/// a + b. Nothing changes when 0 is added.
struct Sum {
  /// What a thread without numbers brings.
  template <class T>
  static constexpr T nothing() {
    return T(0);
  }
  /// a + b
  template <class T>
  constexpr T operator()(T a, T b) const {
    return a + b;
  }
};

/// The larger of a and b, and NaN if one of them is NaN. Nothing is smaller than -infinity.
struct Largest {
  /// What a thread without numbers brings.
  template <class T>
  static constexpr T nothing() {
    return -std::numeric_limits<T>::infinity();
  }
  /// max(a, b)
  template <class T>
  constexpr T operator()(T a, T b) const {
    return a > b || a != a ? a : b;
  }
};
// [endregion combinations]

/// The smaller of two whole numbers.
struct Smallest {
  /// What a thread without numbers brings.
  template <class T>
  static constexpr T nothing() {
    return std::numeric_limits<T>::max();
  }
  /// min(a, b)
  template <class T>
  constexpr T operator()(T a, T b) const {
    return a < b ? a : b;
  }
};

}  // namespace strata
