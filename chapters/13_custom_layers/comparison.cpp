#include "13_custom_layers/comparison.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <vector>

#include "01_tensors/normal_numbers.hpp"

namespace strata {
namespace {

struct Sums {
  double sum = 0, sizes = 0;
  Index count = 0;

  void add(const Tensor& tensor) {
    for (const float value : tensor.values<float>()) {
      sum += value;
      sizes += std::abs(value);
    }
    count += tensor.count();
  }
};

// dL/dy where L is the mean of all entries of y.
Tensor gradient_of_mean(const Shape& output) { return Tensor::full(output, 1.0 / static_cast<double>(output.count())); }

}  // namespace

Tensor normal_images(const Shape& images, std::uint64_t seed) {
  Rng rng(seed, Stream::test);
  return normal_numbers(images, rng);
}

LayerGradients gradients_of_mean(Module& layer, const Shape& images, std::uint64_t seed) {
  Rng rng(seed);
  layer.build(images.without_front(), rng);
  const Tensor y = layer.forward(normal_images(images, seed));
  Sums inputs, parameters;
  inputs.add(layer.backward(gradient_of_mean(y.shape())));
  for (const Parameter* parameter : layer.parameters()) parameters.add(parameter->grad());
  const auto count = static_cast<double>(inputs.count);
  return {.output = y.shape(),
          .parameters = layer.parameter_count(),
          .mean = inputs.sum / count,
          .mean_size = inputs.sizes / count,
          .parameter_size = parameters.sizes / static_cast<double>(std::max<Index>(1, parameters.count))};
}

StepTime step_time(Module& layer, const Tensor& x, int passes) {
  const int warm_up = passes / 10 + 1;
  const Tensor dy = gradient_of_mean(layer.forward(x).shape());
  std::vector<double> times;
  for (int i = -warm_up; i < passes; ++i) {
    const auto start = std::chrono::steady_clock::now();
    layer.forward(x);
    layer.backward(dy);
    const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - start;
    if (i >= 0) times.push_back(taken.count());
  }
  std::ranges::sort(times);
  return {times[times.size() / 2], times[times.size() / 10], times[times.size() - 1 - times.size() / 10]};
}

}  // namespace strata
