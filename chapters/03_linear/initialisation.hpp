#pragma once

#include <string>

#include "01_tensors/random.hpp"
#include "01_tensors/tensor.hpp"

namespace strata {

/// How a parameter gets its first values. `fan_in` is the number of inputs that one output sums over, `fan_out` the
/// number of outputs that one input feeds.
class Initialisation {
 public:
  /// Uniform in ±1/√fan_in (3.12), for weights and biases: PyTorch's default for Linear.
  static Initialisation uniform_fan_in();

  /// @{
  /// Standard deviation √(2 / (fan_in + fan_out)) (3.13): keeps the variance about equal forwards and backwards where
  /// the activation is near the identity. Glorot and Bengio, "Understanding the difficulty of training deep feedforward
  /// neural networks", AISTATS 2010, equation 16.
  static Initialisation xavier_uniform();
  static Initialisation xavier_normal();
  /// @}

  /// @{
  /// Standard deviation gain/√fan_in (3.14): keeps the variance forwards; gain √2 is for ReLU, which halves it.
  /// He, Zhang, Ren, Sun, "Delving deep into rectifiers", ICCV 2015, equation 10.
  /// @throws Error unless the gain is positive and finite
  static Initialisation kaiming_uniform(double gain = 1.4142135623730951);
  static Initialisation kaiming_normal(double gain = 1.4142135623730951);
  /// @}

  /// Every entry is `value`.
  static Initialisation constant(double value);

  /// The standard deviation of the values for given fans; 0 for a constant.
  double standard_deviation(Index fan_in, Index fan_out) const;

  /// One value.
  double draw(Index fan_in, Index fan_out, Rng& rng) const;

 private:
  enum class Scale { constant, uniform_fan_in, xavier, kaiming };
  enum class Distribution { uniform, normal };

  Initialisation(Scale scale, Distribution distribution, double gain = 1, double constant = 0)
      : scale_(scale), distribution_(distribution), gain_(gain), constant_(constant) {}

  Scale scale_;
  Distribution distribution_;
  double gain_;
  double constant_;
};

/// A tensor [fan_out, fan_in] or [fan_out] of initial values. They are drawn in float64 and then converted, so that a
/// float32 and a float64 network from one seed agree up to rounding.
Tensor initial_values(const Shape& shape, Index fan_in, const Initialisation& initialisation, TensorOptions options,
                      Rng& rng);

}  // namespace strata
