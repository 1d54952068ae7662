#pragma once

#include <cstdint>

#include "01_tensors/tensor.hpp"

namespace strata {

/// A line of sums y_n = Σ w_i x_ni that shall be t_n: what Dropout on its inputs does to the mean squared error (3.7).
/// Everything is float64: x [N,I], w [I], t [N].
struct LinearPenalty {
  double loss;     ///< without dropout
  double penalty;  ///< p / (1 - p) Σ w_i² mean(x_i²), what dropout adds in the mean (9.14)
  double masked;   ///< the mean of so many losses, each with a mask of its own
};

/// Computes the three.
/// @param x, w, t  what the line sees, its weights, and what it shall say
/// @param p        of the dropout on x
/// @param passes   how many masks `masked` is the mean of
/// @param seed     of the masks
/// @throws Error if the shapes do not fit, p is not 0 or more and below 1, or there is no pass
LinearPenalty linear_penalty(const Tensor& x, const Tensor& w, const Tensor& t, double p, Index passes,
                             std::uint64_t seed);

}  // namespace strata
