#pragma once

// What a layer computes in three training steps and in evaluation, as tensors on the CPU: to compare devices and orders
// of threads.

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "02_modules/module.hpp"
#include "02_modules/state.hpp"
#include "tests/random_tensors.hpp"

namespace strata {

/// One tensor that came out of a layer.
struct Outcome {
  std::string name;      ///< for messages: "dx"
  Tensor tensor;         ///< on the CPU
  double size_of_terms;  ///< of the numbers that may have cancelled in it
};

/// Inputs and upstream gradients of the steps.
struct StepInputs {
  std::vector<Tensor> x, dy;  ///< one for each step, float64 on the CPU
};

/// Random ones for so many steps.
inline StepInputs step_inputs(const Shape& batch, Index steps, Rng& rng) {
  StepInputs inputs;
  for (Index step = 0; step < steps; ++step) {
    inputs.x.push_back(normal_tensor(batch, rng));
    inputs.dy.push_back(normal_tensor(batch, rng));
  }
  return inputs;
}

inline double largest(const Tensor& tensor) {
  const Tensor wide = tensor.to(Device::cpu).to(Dtype::f64);
  double most = 0;
  for (const double value : wide.values<double>()) most = std::max(most, std::abs(value));
  return most;
}

/// Forward and backward in each step, with gradients that are assigned in the first and added in the others; then the
/// buffers, and what evaluation makes of the first input.
inline std::vector<Outcome> outcomes_of(const Module& like, TensorOptions options, const StepInputs& inputs) {
  const std::unique_ptr<Module> layer = like.clone();
  layer->to(options.device);
  layer->to(options.dtype);
  layer->train();
  std::vector<Outcome> outcomes;
  const auto put = [&](const std::string& name, const Tensor& tensor, double size_of_terms = 0) {
    outcomes.push_back({name, tensor.to(Device::cpu).clone(), size_of_terms});
  };
  const auto there = [&](const Tensor& tensor) { return tensor.to(options.dtype).to(options.device); };
  layer->zero_grad();
  for (std::size_t step = 0; step < inputs.x.size(); ++step) {
    put("y", layer->forward(there(inputs.x[step])));
    // In BatchNorm's dx, dy and what is subtracted from it may leave next to nothing.
    put("dx", layer->backward(there(inputs.dy[step])), largest(inputs.dy[step]));
    for (const Parameter* parameter : layer->parameters()) put("d" + parameter->path, parameter->grad());
  }
  for (const Tensor* buffer : buffers(*layer)) put("buffer", *buffer);
  layer->eval();
  put("y in evaluation", layer->forward(there(inputs.x.front())));
  return outcomes;
}

/// The largest difference between two tensors; infinity where one of them is no number.
inline double largest_difference(const Tensor& one, const Tensor& other) {
  const Tensor a = one.to(Dtype::f64), b = other.to(Dtype::f64);
  double most = 0;
  for (std::size_t i = 0; i < a.values<double>().size(); ++i) {
    const double difference = std::abs(a.values<double>()[i] - b.values<double>()[i]);
    most = difference <= most ? most : difference;
    if (std::isnan(difference)) return INFINITY;
  }
  return most;
}

/// Whether two tensors are equal to the last bit, NaN included.
inline bool equal_bits(const Tensor& one, const Tensor& other) {
  if (one.shape() != other.shape() || one.dtype() != other.dtype()) return false;
  return with_type(one.dtype(), [&]<class T>() {
    return std::memcmp(one.data<T>(), other.data<T>(), static_cast<std::size_t>(one.count()) * sizeof(T)) == 0;
  });
}

/// Checks that all bits are the same.
inline void check_equal_bits(const std::vector<Outcome>& one, const std::vector<Outcome>& other) {
  REQUIRE(one.size() == other.size());
  for (std::size_t i = 0; i < one.size(); ++i) {
    INFO(one[i].name);
    CHECK(equal_bits(one[i].tensor, other[i].tensor));
  }
}

/// In float64 both devices do the same operations on each number, and add in another order: 1e-12 of the largest number
/// that took part is a thousand roundings and more.
inline void check_float64(const std::vector<Outcome>& got, const std::vector<Outcome>& expected) {
  REQUIRE(got.size() == expected.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    const double size = std::max(largest(expected[i].tensor), expected[i].size_of_terms);
    INFO(got[i].name << ", of numbers up to " << size);
    CHECK(largest_difference(got[i].tensor, expected[i].tensor) <= 1e-12 * size);
  }
}

/// In float32 the formulas are the CPU's and sums are float64, so the errors are the CPU's but for their signs: at most
/// four times its distance from float64, and four roundings of the largest number.
inline void check_float32(const std::vector<Outcome>& got, const std::vector<Outcome>& of_cpu,
                          const std::vector<Outcome>& exact) {
  REQUIRE(got.size() == exact.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    const double size = std::max(largest(exact[i].tensor), exact[i].size_of_terms);
    const double allowed = 4 * largest_difference(of_cpu[i].tensor, exact[i].tensor) + 4 * 0x1p-24 * size;
    INFO(got[i].name << ", of numbers up to " << size);
    CHECK(largest_difference(got[i].tensor, exact[i].tensor) <= allowed);
  }
}

}  // namespace strata
