#pragma once

#include "01_tensors/random.hpp"
#include "01_tensors/tensor.hpp"

namespace strata {

/// A float32 tensor on the CPU of normal random numbers, which programs measure with where the values do not matter.
/// @param shape      of the tensor
/// @param rng        where they come from
/// @param mean       around which they lie
/// @param deviation  their standard deviation
inline Tensor normal_numbers(const Shape& shape, Rng& rng, double mean = 0, double deviation = 1) {
  Tensor numbers(shape);
  for (float& number : numbers.values<float>()) number = static_cast<float>(mean + deviation * rng.normal());
  return numbers;
}

}  // namespace strata
