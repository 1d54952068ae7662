#include "03_linear/initialisation.hpp"

#include <fmt/format.h>

#include <cmath>

#include "common/error.hpp"

namespace strata {
namespace {

double valid_gain(double gain) {
  if (!(gain > 0) || !std::isfinite(gain)) {
    throw Error({"Kaiming initialisation", fmt::format("gain {}", gain), "a positive, finite number", "ReLU's is √2"});
  }
  return gain;
}

}  // namespace

Initialisation Initialisation::uniform_fan_in() { return {Scale::uniform_fan_in, Distribution::uniform}; }
Initialisation Initialisation::xavier_uniform() { return {Scale::xavier, Distribution::uniform}; }
Initialisation Initialisation::xavier_normal() { return {Scale::xavier, Distribution::normal}; }
Initialisation Initialisation::kaiming_uniform(double gain) {
  return {Scale::kaiming, Distribution::uniform, valid_gain(gain)};
}
Initialisation Initialisation::kaiming_normal(double gain) {
  return {Scale::kaiming, Distribution::normal, valid_gain(gain)};
}
Initialisation Initialisation::constant(double value) { return {Scale::constant, Distribution::uniform, 0, value}; }

// [region standard_deviation]
double Initialisation::standard_deviation(Index fan_in, Index fan_out) const {
  const auto in = static_cast<double>(fan_in), out = static_cast<double>(fan_out);
  switch (scale_) {
    case Scale::uniform_fan_in:
      return 1.0 / std::sqrt(3.0 * in);  // (3.12)
    case Scale::xavier:
      return std::sqrt(2.0 / (in + out));  // (3.13)
    case Scale::kaiming:
      return gain_ / std::sqrt(in);  // (3.14)
    case Scale::constant:
      break;
  }
  return 0.0;
}
// [endregion standard_deviation]

double Initialisation::draw(Index fan_in, Index fan_out, Rng& rng) const {
  if (scale_ == Scale::constant) return constant_;
  const double deviation = standard_deviation(fan_in, fan_out);
  if (distribution_ == Distribution::normal) return deviation * rng.normal();
  const double bound = std::sqrt(3.0) * deviation;  // (3.11): the variance of U(-b, b) is b²/3
  return rng.uniform(-bound, bound);
}

Tensor initial_values(const Shape& shape, Index fan_in, const Initialisation& initialisation, TensorOptions options,
                      Rng& rng) {
  Tensor drawn(shape, {Device::cpu, Dtype::f64});
  for (double& value : drawn.values<double>()) value = initialisation.draw(fan_in, shape[0], rng);
  return drawn.to(options.dtype).to(options.device);
}

}  // namespace strata
