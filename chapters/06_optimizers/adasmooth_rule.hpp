#pragma once

// The arithmetic of one number, for every device: plain C++.

#include <cmath>

#include "06_optimizers/pace.hpp"
#include "common/index.hpp"

namespace strata {

/// The options of AdaSmooth.
struct AdaSmoothOptions {
  double learning_rate = 1e-3;  ///< η
  double rho1 = 0.5;            ///< the share of the average that stays where a number goes straight on (fast)
  double rho2 = 0.99;           ///< the same where it goes back and forth (slow)
  double epsilon = 1e-6;        ///< added below the root
  Index window = 0;             ///< M, how many steps back the ratio looks; 0 looks back to the first
  double ratio_at_rest = 1;     ///< the ratio where nothing has moved yet, 0/0
};

/// AdaSmooth's coefficients for one step of one parameter.
template <class T>
struct AdaSmoothCoefficients {
  T rate, lowest, span, epsilon, at_rest;
};

/// The two ends of (6.16) come from ρ1 and ρ2.
template <class T>
constexpr AdaSmoothCoefficients<T> adasmooth_coefficients(const AdaSmoothOptions& options, const StepNow& now) {
  return {static_cast<T>(now.rate), static_cast<T>(1 - options.rho2), static_cast<T>(options.rho2 - options.rho1),
          static_cast<T>(options.epsilon), static_cast<T>(options.ratio_at_rest)};
}

// [region adasmooth]
/// e = |displacement| / path length (6.15), and 0/0 is an option.
template <class T>
constexpr T effective_ratio(T displacement, T path_length, T at_rest) {
  const T ratio = std::abs(displacement) / (path_length == 0 ? T{1} : path_length);
  return path_length == 0 ? at_rest : ratio;
}

/// Updates the average square and returns the step to add.
template <class T>
constexpr T adasmooth_step(const AdaSmoothCoefficients<T>& c, T gradient, T ratio, T& average_square) {
  const T smoothing = c.span * ratio + c.lowest;                                // (6.16)
  const T share = smoothing * smoothing;                                        //
  average_square = share * gradient * gradient + (1 - share) * average_square;  // (6.17)
  return -c.rate * gradient / std::sqrt(average_square + c.epsilon);            // (6.18)
}
// [endregion adasmooth]

}  // namespace strata
