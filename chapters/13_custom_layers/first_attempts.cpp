#include "13_custom_layers/first_attempts.hpp"

#include <cmath>

#include "01_tensors/views.hpp"

namespace strata {
namespace {

// Calls slope(x, y) for every pixel that is in a window, and multiplies it by dy of this window.
template <class Slope>
void backward_with(Index k, const Tensor& input, const Tensor& output, const Tensor& output_gradient,
                   Tensor& input_gradient, Slope slope) {
  const auto x = image<double>(input), y = image<double>(output), dy = image<double>(output_gradient);
  const auto dx = image<double>(input_gradient);
  input_gradient.fill(0);
  for (Index n = 0; n < y.samples; ++n) {
    for (Index h = 0; h < y.height * k; ++h) {
      for (Index w = 0; w < y.width * k; ++w) {
        for (Index c = 0; c < y.channels; ++c) {
          dx(n, h, w, c) = dy(n, h / k, w / k, c) * slope(x(n, h, w, c), y(n, h / k, w / k, c));
        }
      }
    }
  }
}

void without_the_mean(Index k, double p, const Tensor& x, const Tensor& y, const Tensor& dy, Tensor& dx) {
  backward_with(k, x, y, dy, dx, [=](double value, double mean) {
    return value == 0 ? 0 : std::copysign(std::pow(std::abs(value) / mean, p - 1), value);
  });
}

void without_the_sign(Index k, double p, const Tensor& x, const Tensor& y, const Tensor& dy, Tensor& dx) {
  const auto pixels = static_cast<double>(k * k);
  backward_with(k, x, y, dy, dx, [=](double value, double mean) {
    return value == 0 ? 0 : std::pow(std::abs(value) / mean, p - 1) / pixels;
  });
}

void without_the_zero(Index k, double p, const Tensor& x, const Tensor& y, const Tensor& dy, Tensor& dx) {
  const auto pixels = static_cast<double>(k * k);
  backward_with(k, x, y, dy, dx, [=](double value, double mean) {
    return std::copysign(std::pow(std::abs(value) / mean, p - 1), value) / pixels;
  });
}

const OwnLpPoolKernels& right() { return OwnLpPoolKernels::table.find(Device::cpu, Dtype::f64, plain_kernels); }

}  // namespace

const FirstAttempt& attempt_without_the_mean() {
  static const FirstAttempt attempt{"without the division by M", {right().forward, &without_the_mean}};
  return attempt;
}

const FirstAttempt& attempt_without_the_sign() {
  static const FirstAttempt attempt{"without the sign", {right().forward, &without_the_sign}};
  return attempt;
}

const FirstAttempt& attempt_without_the_zero() {
  static const FirstAttempt attempt{"without the case x = 0", {right().forward, &without_the_zero}};
  return attempt;
}

}  // namespace strata
