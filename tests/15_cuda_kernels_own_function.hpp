#pragma once

#include <array>
#include <string_view>

#include "04_activations/functions.hpp"

namespace strata {

/// An activation that chapter 4 does not have: x + s x².
struct OwnFunction {
  static constexpr std::string_view name = "OwnFunction";  ///< for tables and messages
  double square = 0.5;                                     ///< s

  /// The numbers it was made with.
  constexpr std::array<functions::Option, 1> options() const { return {{{"square", square}}}; }

  /// f(x) = x + s x²
  template <class T>
  constexpr T value(T x) const {
    return x + static_cast<T>(square) * x * x;
  }

  /// f'(x) = 1 + 2 s x
  template <class T>
  constexpr T derivative(T x) const {
    return 1 + 2 * static_cast<T>(square) * x;
  }
};

/// Teaches it the GPU.
void install_own_function();

}  // namespace strata
