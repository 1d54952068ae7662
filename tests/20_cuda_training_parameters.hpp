#pragma once

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "06_optimizers/optimizer.hpp"
#include "tests/random_tensors.hpp"
#include "tests/tensor_elements.hpp"

namespace strata {

/// Everything of a tensor, wherever it lies, as float64.
inline std::vector<double> numbers(const Tensor& tensor) {
  return elements<double>(tensor.to(Device::cpu).to(Dtype::f64));
}

/// The largest difference, divided by the largest expected number; infinity for NaN and for other lengths.
inline double difference(const std::vector<double>& got, const std::vector<double>& expected) {
  if (got.size() != expected.size()) return HUGE_VAL;
  double worst = 0, largest = 0;
  for (std::size_t i = 0; i < got.size(); ++i) {
    const double own = std::abs(got[i] - expected[i]);
    if (std::isnan(own)) return HUGE_VAL;
    worst = std::max(worst, own);
    largest = std::max(largest, std::abs(expected[i]));
  }
  return worst == 0 ? 0 : worst / largest;
}

/// Parameters net.p0, net.p1, ... of these sizes, the same numbers on every device.
class ManyParameters {
 public:
  ManyParameters(const std::vector<Index>& sizes, TensorOptions options) : options_(options) {
    Rng rng(5, Stream::test);
    for (const Index size : sizes) {
      owned_.push_back(std::make_unique<Parameter>(normal_tensor({size}, rng, options.dtype).to(options.device)));
      owned_.back()->path = "net.p" + std::to_string(owned_.size() - 1);
    }
    write_gradients(0);
  }

  std::vector<Parameter*> parameters() const {
    std::vector<Parameter*> all;
    for (const auto& parameter : owned_) all.push_back(parameter.get());
    return all;
  }

  /// Other gradients for each step, in the memory of those before.
  void write_gradients(Index step) {
    Rng rng(100 + static_cast<std::uint64_t>(step), Stream::test);
    for (const auto& parameter : owned_) {
      parameter->zero_grad();
      parameter->write_grad().tensor.copy_from(normal_tensor(parameter->value.shape(), rng, options_.dtype));
    }
  }

  /// The numbers of all, one behind the other.
  std::vector<double> values() const {
    std::vector<double> all;
    for (const auto& parameter : owned_) {
      const std::vector<double> own = numbers(parameter->value);
      all.insert(all.end(), own.begin(), own.end());
    }
    return all;
  }

 private:
  TensorOptions options_;
  std::vector<std::unique_ptr<Parameter>> owned_;
};

}  // namespace strata
