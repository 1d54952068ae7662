#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "01_tensors/tensor.hpp"
#include "tests/tensor_elements.hpp"

namespace strata {

/// The largest |a - b| over all elements, in float64; infinity if one of them is not a number.
inline double furthest(const Tensor& a, const Tensor& b) {
  const std::vector<double> p = elements<double>(a.to(Dtype::f64)), q = elements<double>(b.to(Dtype::f64));
  double greatest = p.size() == q.size() ? 0 : std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < std::min(p.size(), q.size()); ++i) {
    const double distance = std::abs(p[i] - q[i]);
    greatest = std::isnan(distance) ? std::numeric_limits<double>::infinity() : std::max(greatest, distance);
  }
  return greatest;
}

/// The largest |a|.
inline double largest_size(const Tensor& a) {
  double greatest = 0;
  for (const double value : elements<double>(a.to(Dtype::f64))) greatest = std::max(greatest, std::abs(value));
  return greatest;
}

/// Whether all elements are equal, in float64, which has every float32.
inline bool same_bits(const Tensor& a, const Tensor& b) {
  return a.shape() == b.shape() && elements<double>(a.to(Dtype::f64)) == elements<double>(b.to(Dtype::f64));
}

}  // namespace strata
