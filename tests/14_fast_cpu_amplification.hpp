#pragma once

#include <algorithm>
#include <cmath>

#include "14_fast_cpu/winograd_matrices.hpp"

namespace strata {

/// How much larger than those of direct sums the rounding errors of Winograd's algorithms are, for random numbers, as
/// in (14.16): one axis has `direct` products for each result, Winograd has one for each row of p and q, whose error
/// goes into the result through r. Two axes have the square.
template <std::size_t Positions, std::size_t P, std::size_t Q, std::size_t Results>
double amplification(const std::array<std::array<double, P>, Positions>& p,
                     const std::array<std::array<double, Q>, Positions>& q,
                     const std::array<std::array<double, Positions>, Results>& r, double direct) {
  const auto squares = [](const auto& numbers) {
    double sum = 0;
    for (const double number : numbers) sum += number * number;
    return sum;
  };
  double worst = 0;
  for (const auto& result : r) {
    double sum = 0;
    for (std::size_t i = 0; i < Positions; ++i) sum += result[i] * result[i] * squares(p[i]) * squares(q[i]);
    worst = std::max(worst, sum / direct);
  }
  return worst;
}

/// Of F(M×M, 3×3).
template <int M>
double forward_amplification() {
  using Matrices = fast_cpu::Winograd<M>;
  return amplification(Matrices::weight, Matrices::input, Matrices::output, 3);
}

/// Of its gradient with respect to the weight (14.15).
template <int M>
double weight_amplification() {
  using Matrices = fast_cpu::Winograd<M>;
  return amplification(fast_cpu::transposed<M, M + 2>(Matrices::output), Matrices::input,
                       fast_cpu::transposed<M + 2, 3>(Matrices::weight), M);
}

}  // namespace strata
