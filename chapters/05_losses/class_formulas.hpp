#pragma once

// What ClassNLLUnstable computes from one probability. Plain templates, so that the kernels of every device compute the
// same formula. What CrossEntropy computes from one row of scores is in 04_activations/softmax_row.hpp.

#include <cmath>

namespace strata {

// [region clipped]
/// The smallest probability that ClassNLLUnstable takes a logarithm of.
constexpr double smallest_probability = 1e-15;

/// -ln max(p, 1e-15) (5.11)
template <class T>
constexpr T clipped_nll(T p) {
  return -std::log(p < T(smallest_probability) ? T(smallest_probability) : p);
}

/// -1 / p, and 0 where the probability was clipped (5.12)
template <class T>
constexpr T clipped_nll_slope(T p) {
  return p < T(smallest_probability) ? T(0) : -1 / p;
}
// [endregion clipped]

}  // namespace strata
