#pragma once

// The activations in long double, as books print them: slow, and right wherever long double does not overflow, which is
// up to |x| of 11,000.

#include <cmath>
#include <functional>

namespace strata::references {

/// A function, its derivative, and how large the parts are that they are added up from.
struct Reference {
  using Function = std::function<long double(long double)>;
  Function value, derivative;
  Function size = [this_value = value](long double x) { return std::abs(this_value(x)); };
  Function slope_size = [this_slope = derivative](long double x) { return std::abs(this_slope(x)); };
  bool rounds_argument = false;  ///< takes an exponential of a rounded multiple of x
};

inline long double logistic(long double x) { return 1 / (1 + std::exp(-x)); }
inline long double logistic_slope(long double x) { return 1 / (4 * std::cosh(x / 2) * std::cosh(x / 2)); }

inline Reference relu() {
  return {.value = [](long double x) { return x > 0 ? x : 0.0L; },
          .derivative = [](long double x) { return x > 0 ? 1.0L : 0.0L; }};
}

inline Reference leaky_relu(long double slope) {
  return {.value = [=](long double x) { return x > 0 ? x : slope * x; },
          .derivative = [=](long double x) { return x > 0 ? 1.0L : slope; }};
}

inline Reference elu(long double alpha) {
  return {.value = [=](long double x) { return x > 0 ? x : alpha * std::expm1(x); },
          .derivative = [=](long double x) { return x > 0 ? 1.0L : alpha * std::exp(x); }};
}

inline Reference softplus() {
  return {.value = [](long double x) { return std::log1p(std::exp(x)); }, .derivative = logistic};
}

inline Reference sigmoid() { return {.value = logistic, .derivative = logistic_slope}; }

inline Reference tanh() {
  return {.value = [](long double x) { return std::tanh(x); },
          .derivative = [](long double x) { return 1 / (std::cosh(x) * std::cosh(x)); }};
}

/// Its derivative crosses 0, where two parts cancel.
inline Reference swish(long double beta) {
  const auto slope = [=](long double x) { return logistic(beta * x) + beta * x * logistic_slope(beta * x); };
  const auto parts = [=](long double x) { return logistic(beta * x) + std::abs(beta * x) * logistic_slope(beta * x); };
  const auto value = [=](long double x) { return x * logistic(beta * x); };
  return {.value = value,
          .derivative = slope,
          .size = [=](long double x) { return std::abs(value(x)); },
          .slope_size = parts,
          .rounds_argument = beta != 1};
}

}  // namespace strata::references
