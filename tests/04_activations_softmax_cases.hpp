#pragma once

// What SoftMax and LogSoftMax must hold on every device: rows that sum to one, shifts, ends, and what is not a number.

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "01_tensors/views.hpp"
#include "04_activations/softmax.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/random_tensors.hpp"
#include "tests/tensor_elements.hpp"

namespace strata::softmax_cases {

/// y of a fresh layer that runs on a device; x and y are on the CPU.
template <class Layer>
Tensor forward(const Tensor& x, Device device) {
  Rng rng(1);
  Layer layer;
  layer.to(device);
  layer.to(x.dtype());
  layer.build(x.shape().without_front(), rng);
  return layer.forward(x.to(device)).to(Device::cpu);
}

template <class Layer>
std::vector<float> row_of(std::initializer_list<float> x, Device device) {
  return elements<float>(forward<Layer>(Tensor::from<float>({1, static_cast<Index>(x.size())}, x), device));
}

/// Every row along the last axis is positive and sums to one.
inline void rows_sum_to_one(Device device) {
  Rng rng(fresh_seed(), Stream::test);
  for (const double spread : {0.01, 1.0, 30.0}) {
    Tensor x = Tensor::full({3, 4, 5, 17}, 0.0, {Device::cpu, Dtype::f64});
    x.add(normal_tensor(x.shape(), rng), spread);
    const Tensor p = forward<SoftMax>(x, device).reshape({60, 17}),
                 y = forward<LogSoftMax>(x, device).reshape({60, 17});
    CHECK(matrix<double>(p).minCoeff() >= 0);
    // Seventeen roundings of numbers below one.
    CHECK((matrix<double>(p).rowwise().sum().array() - 1).abs().maxCoeff() < 1e-14);
    CHECK((matrix<double>(y).array().exp().rowwise().sum() - 1).abs().maxCoeff() < 1e-13);
    CHECK((matrix<double>(y).array().exp() - matrix<double>(p).array()).abs().maxCoeff() < 1e-13);
  }
}

/// One number added to all scores of a row changes nothing.
inline void shifts_change_nothing(Device device) {
  Rng rng(fresh_seed(), Stream::test);
  const Tensor x = normal_tensor({5, 7}, rng);
  for (const double shift : {-1e4, 3.0, 1e4}) {
    Tensor moved = x.clone();
    row<double>(moved).array() += shift;
    const Tensor p = forward<SoftMax>(x, device), p_moved = forward<SoftMax>(moved, device);
    const Tensor y = forward<LogSoftMax>(x, device), y_moved = forward<LogSoftMax>(moved, device);
    // The sum of a score and 1e4 is rounded by 1e-12.
    CHECK((row<double>(p) - row<double>(p_moved)).cwiseAbs().maxCoeff() < 1e-11);
    CHECK((row<double>(y) - row<double>(y_moved)).cwiseAbs().maxCoeff() < 1e-11);
  }
}

/// Scores of ten thousand overflow nowhere, and logarithms of probability 0 are finite.
inline void large_scores(Device device) {
  CHECK(row_of<SoftMax>({1e4F, 0, -1e4F}, device) == std::vector<float>{1, 0, 0});
  CHECK(row_of<SoftMax>({-1e4F, -1e4F}, device) == std::vector<float>{0.5F, 0.5F});
  CHECK(row_of<LogSoftMax>({1e4F, 0, -1e4F}, device) == std::vector<float>{0, -1e4F, -2e4F});
  CHECK(row_of<LogSoftMax>({3e38F, 0}, device)[1] == -3e38F);
}

/// Minus infinity takes no part; NaN and plus infinity spoil their row and no other.
inline void not_finite(Device device) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();
  CHECK(row_of<SoftMax>({0, -infinity, 0}, device) == std::vector<float>{0.5F, 0, 0.5F});
  CHECK(row_of<LogSoftMax>({0, -infinity}, device) == std::vector<float>{0, -infinity});
  for (const float bad : {not_a_number, infinity}) {
    for (const int place : {0, 1, 2}) {
      Tensor x = Tensor::full({2, 3}, 0.0);
      row<float>(x)[place] = bad;
      const Tensor p = forward<SoftMax>(x, device), y = forward<LogSoftMax>(x, device);
      CAPTURE(bad, place);
      for (Index k = 0; k < 3; ++k) {
        CHECK(std::isnan(row<float>(p)[k]));
        CHECK((std::isnan(row<float>(y)[k]) || row<float>(y)[k] == -infinity));
        CHECK(row<float>(p)[3 + k] == 1.0F / 3);
        CHECK(std::isfinite(row<float>(y)[3 + k]));
      }
    }
  }
  CHECK(std::isnan(row_of<SoftMax>({-infinity, -infinity}, device)[0]));
}

/// A row of one score is certain.
inline void one_score(Device device) {
  CHECK(row_of<SoftMax>({-7}, device) == std::vector<float>{1});
  CHECK(row_of<LogSoftMax>({-7}, device) == std::vector<float>{0});
}

/// Forward and backward agree with a row computed by hand.
inline void by_hand(Device device) {
  Rng rng(1);
  const auto ln = [](double value) { return std::log(value); };
  const Tensor x = Tensor::from<double>({1, 3}, {ln(1), ln(2), ln(5)}), dy = Tensor::from<double>({1, 3}, {8, 4, -8});
  SoftMax softmax;
  LogSoftMax log_softmax;
  for (Module* layer : {static_cast<Module*>(&softmax), static_cast<Module*>(&log_softmax)}) {
    layer->to(device);
    layer->to(Dtype::f64);
    layer->build({3}, rng);
  }
  // p = (1/8, 2/8, 5/8), Σ dy p = 1 + 1 - 5 = -3, and Σ dy = 4.
  const auto of = [](const Tensor& result) {
    const Tensor here = result.to(Device::cpu);
    return elements<double>(here);
  };
  const std::vector<double> p = of(softmax.forward(x.to(device))), dx = of(softmax.backward(dy.to(device)));
  const std::vector<double> y = of(log_softmax.forward(x.to(device))), log_dx = of(log_softmax.backward(dy.to(device)));
  const std::vector<double> right_p{0.125, 0.25, 0.625}, right_dx{11.0 / 8, 14.0 / 8, -25.0 / 8},
      right_log_dx{7.5, 3, -10.5};
  for (std::size_t k = 0; k < 3; ++k) {
    CHECK(p[k] == Approx(right_p[k]).epsilon(1e-14));
    CHECK(dx[k] == Approx(right_dx[k]).epsilon(1e-14));
    CHECK(y[k] == Approx(ln(right_p[k])).epsilon(1e-14));
    CHECK(log_dx[k] == Approx(right_log_dx[k]).epsilon(1e-14));
  }
}

}  // namespace strata::softmax_cases
