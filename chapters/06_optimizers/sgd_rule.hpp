#pragma once

// The arithmetic of one number, for every device: plain C++.

#include "06_optimizers/pace.hpp"

namespace strata {

/// The options of Sgd.
struct SgdOptions {
  double learning_rate = 0.01;  ///< η
  double momentum = 0;          ///< μ, the share of the velocity that stays; 0 remembers nothing
  double dampening = 0;         ///< δ: the gradient enters the velocity with the weight 1 - δ
  double weight_decay = 0;      ///< λ, added to the gradient as λθ
  bool nesterov = false;        ///< look one step ahead; needs a momentum and no dampening
};

/// SGD's coefficients for one step of one parameter.
template <class T>
struct SgdCoefficients {
  T rate, momentum, gradient_share, decay;
  bool nesterov;
};

/// The first gradient enters the velocity whole, whatever the dampening.
template <class T>
constexpr SgdCoefficients<T> sgd_coefficients(const SgdOptions& options, const StepNow& now) {
  return {static_cast<T>(now.rate), static_cast<T>(options.momentum),
          static_cast<T>(now.step == 1 ? 1 : 1 - options.dampening), static_cast<T>(options.weight_decay),
          options.nesterov};
}

// [region sgd]
/// θ ← θ - η (dθ + λθ), (6.1) and (6.3)
template <class T>
constexpr void sgd_update(const SgdCoefficients<T>& c, T gradient, T& value) {
  value -= c.rate * (gradient + c.decay * value);
}

/// The same with a velocity: (6.4), then (6.5) or Nesterov's (6.6).
template <class T>
constexpr void sgd_update(const SgdCoefficients<T>& c, T gradient, T& velocity, T& value) {
  const T g = gradient + c.decay * value;
  velocity = c.momentum * velocity + c.gradient_share * g;
  value -= c.rate * (c.nesterov ? g + c.momentum * velocity : velocity);
}
// [endregion sgd]

}  // namespace strata
