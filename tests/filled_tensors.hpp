#pragma once

// The numbers of tests/parity/training_trace.py, made here as they are made there.

#include <cmath>
#include <cstdint>
#include <string>

#include "01_tensors/tensor.hpp"
#include "02_modules/module.hpp"

namespace strata {

/// From 0 to 1: SplitMix64 of stream and position.
inline double filled(std::uint64_t stream, std::uint64_t position) {
  std::uint64_t z = (position + 1 + (stream << 32U)) * 0x9E3779B97F4A7C15U;
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
  return static_cast<double>((z ^ (z >> 31U)) >> 11U) * 0x1p-53;
}

/// A tensor of (number - 0.5) · width + middle.
inline Tensor filled_tensor(std::uint64_t stream, const Shape& shape, double width, double middle = 0) {
  Tensor tensor(shape, {Device::cpu, Dtype::f64});
  std::uint64_t position = 0;
  for (double& value : tensor.values<double>()) value = (filled(stream, position++) - 0.5) * width + middle;
  return tensor;
}

/// Images from -2 to 2.
inline Tensor filled_images(std::uint64_t stream, const Shape& shape) { return filled_tensor(stream, shape, 4); }

/// The name of a parameter without that of its network: "conv1.weight".
inline std::string name_inside(const std::string& path) { return path.substr(path.find('.') + 1); }

/// Every parameter of a built module, in order: uniform in ±1/√fan_in, scales about 1, shifts about 0.
inline void fill_parameters(Module& module) {
  std::uint64_t stream = 0;
  double fan_in = 1;
  for (Parameter* parameter : module.parameters()) {
    Tensor& value = parameter->value;
    const bool scale = parameter->path.ends_with(".scale");
    if (parameter->path.ends_with(".weight"))
      fan_in = static_cast<double>(value.count()) / static_cast<double>(value.dim(0));
    if (scale || parameter->path.ends_with(".shift")) {
      value.copy_from(filled_tensor(stream, value.shape(), 0.4, scale ? 1 : 0));
    } else {
      value.copy_from(filled_tensor(stream, value.shape(), 2 / std::sqrt(fan_in)));  // a bias follows its weight
    }
    ++stream;
  }
}

}  // namespace strata
