#pragma once

// The arithmetic of one number, for every device: plain C++.

#include <cmath>

#include "06_optimizers/pace.hpp"

namespace strata {

/// The options of Adam.
struct AdamOptions {
  double learning_rate = 1e-3;  ///< η
  double beta1 = 0.9;           ///< the share of the average gradient that stays
  double beta2 = 0.999;         ///< the share of the average square that stays
  double epsilon = 1e-8;        ///< added to the root, so that nothing is divided by zero
  double weight_decay = 0;      ///< λ
  bool decoupled = false;  ///< λ shrinks the parameter itself (AdamW); otherwise λθ is added to the gradient (L2)
};

/// Adam's coefficients for one step of one parameter.
template <class T>
struct AdamCoefficients {
  T beta1, new1, beta2, new2, epsilon, decay, kept, rate, root_scale;
};

// [region coefficients]
/// The corrections of (6.11), from the number of the step.
template <class T>
constexpr AdamCoefficients<T> adam_coefficients(const AdamOptions& options, const StepNow& now) {
  const double first = 1 - std::pow(options.beta1, now.step), second = 1 - std::pow(options.beta2, now.step);
  const double lambda = options.weight_decay;
  return {static_cast<T>(options.beta1),
          static_cast<T>(1 - options.beta1),  // in float64: as a float, 1 - 0.999 is wrong in the fifth digit
          static_cast<T>(options.beta2),
          static_cast<T>(1 - options.beta2),
          static_cast<T>(options.epsilon),
          static_cast<T>(options.decoupled ? 0 : lambda),
          static_cast<T>(options.decoupled ? 1 - now.rate * lambda : 1),
          static_cast<T>(now.rate / first),
          static_cast<T>(1 / std::sqrt(second))};
}
// [endregion coefficients]

// [region adam]
/// One number's step: both averages, then the parameter itself.
template <class T>
constexpr void adam_update(const AdamCoefficients<T>& c, T gradient, T& first, T& second, T& value) {
  const T g = gradient + c.decay * value;                                          // (6.3)
  first = c.beta1 * first + c.new1 * g;                                            // (6.8)
  second = c.beta2 * second + c.new2 * g * g;                                      // (6.9)
  const T step = c.rate * first / (std::sqrt(second) * c.root_scale + c.epsilon);  // (6.12)
  value = c.kept * value - step;                                                   // (6.13)
}
// [endregion adam]

}  // namespace strata
