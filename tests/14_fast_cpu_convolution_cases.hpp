#pragma once

// What chapter 14's convolutions are compared on: all cases of chapter 10, and channels that fill vectors, so that
// Winograd's algorithms run.

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "tests/10_convolution_cases.hpp"
#include "tests/14_fast_cpu_comparison.hpp"

namespace strata {

/// A convolution that Winograd's algorithms can do on most machines, of random size.
inline ConvolutionCase random_winograd_case(Rng& rng) {
  constexpr std::array<Index, 6> channels{8, 16, 24, 32, 40, 64};
  const Index inputs = channels[static_cast<std::size_t>(rng.below(6))];
  const Index outputs = channels[static_cast<std::size_t>(rng.below(6))];
  const std::array paddings{Padding::valid(), Padding::same(), Padding::full(), Padding({2, 0}, {0, 1})};
  const auto choice = static_cast<std::size_t>(rng.below(4));
  const Index smallest = choice == 0   ? 3
                         : choice == 3 ? 2
                                       : 1,
              height = random_size(rng, smallest, 13), width = random_size(rng, smallest, 13);
  constexpr Index affordable = 200'000;  // products of a tap
  const Index samples = std::clamp<Index>(affordable / (inputs * outputs * height * width), 1, random_size(rng, 1, 5));
  return {"random, whole vectors",
          {{samples, height, width, inputs}, "NHWC"},
          outputs,
          3,
          {.padding = paddings[choice], .bias = rng.below(2) == 0}};
}

/// Sizes at which tiles end with the image, one before and one behind, for batches that are cut into rows and not.
inline std::vector<ConvolutionCase> winograd_cases() {
  const auto one = [](Index n, Index h, Index w, Index inputs, Index outputs, Padding padding) {
    return ConvolutionCase{"whole vectors", {{n, h, w, inputs}, "NHWC"}, outputs, 3, {.padding = padding}};
  };
  return {one(1, 13, 13, 16, 16, Padding::same()), one(2, 12, 11, 16, 32, Padding::same()),
          one(3, 7, 9, 32, 16, Padding::valid()),  one(5, 6, 6, 16, 16, Padding::same()),
          one(4, 4, 4, 64, 16, Padding::same()),   one(2, 1, 1, 16, 64, Padding::same()),
          one(3, 2, 3, 16, 48, Padding::full()),   one(1, 5, 8, 8, 24, Padding::full()),
          one(2, 3, 3, 40, 8, Padding::valid()),   one(19, 4, 5, 16, 16, Padding::same())};
}

/// All of them, and random ones.
inline std::vector<ConvolutionCase> fast_convolution_cases(Rng& rng, int random_cases) {
  std::vector<ConvolutionCase> cases = convolution_cases();
  for (const ConvolutionCase& one : winograd_cases()) cases.push_back(one);
  for (int i = 0; i < random_cases; ++i) {
    cases.push_back(random_convolution_case(rng));
    cases.push_back(random_winograd_case(rng));
  }
  return cases;
}

/// A case's tensors in float64, rounded to float32, so that both dtypes compute with the same numbers.
struct ConvolutionTensors {
  std::string text;  ///< for messages
  Window window;
  Tensor x, weight, bias, dy;

  /// Standard normal numbers for a case.
  ConvolutionTensors(const ConvolutionCase& one, Rng& rng) {
    Conv2d layer = built_layer(one, rng);
    text = one.name + ": " + layer.summary() + " of " + one.batch.to_string();
    window = layer.window();
    const auto rounded = [&](const Shape& shape) { return normal_tensor(shape, rng, Dtype::f32).to(Dtype::f64); };
    x = rounded(one.batch);
    weight = rounded(layer.weight().value.shape());
    bias = rounded({one.outputs});
    dy = rounded(layer.output_sample().with_front(one.batch[0]));
  }

  /// The same numbers in another dtype.
  ConvolutionTensors to(Dtype dtype) const {
    ConvolutionTensors other = *this;
    for (Tensor* tensor : {&other.x, &other.weight, &other.bias, &other.dy}) *tensor = tensor->to(dtype);
    return other;
  }
};

/// How far a sum of products may be off that is computed in this dtype. Roundings add up like steps of a random walk:
/// n products of numbers up to a and b make sums of up to a b √n or so, and their √n roundings an error of that times
/// u √n. Four of these are ten deviations or more. `amplification` is that of (14.16), 1 for direct sums.
inline double sum_tolerance(Index products, const Tensor& a, const Tensor& b, Dtype dtype, double amplification) {
  const double unit = dtype == Dtype::f32 ? std::ldexp(1.0, -24) : std::ldexp(1.0, -53);
  const double n = static_cast<double>(products) + 1;  // and a bias, or what was there before
  return 4 * unit * n * std::max(1.0, largest_size(a) * largest_size(b)) * amplification;
}

}  // namespace strata
