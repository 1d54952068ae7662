#pragma once

#include <span>
#include <vector>

#include "02_modules/module.hpp"

namespace strata {

/// How wrong difference quotients are at one step size, relative to the gradient that backward gives in float64.
struct StepError {
  double step;          ///< h
  double forward;       ///< (L(v + h) - L(v)) / h: the error falls with h
  double central;       ///< (2.13): the error falls with h²
  double extrapolated;  ///< (2.14): the error falls with h⁴
};

/// Measures the V of the gradient check: large steps cut off the curve, small steps drown in rounding (2.15).
///
/// @param module     built and right; it is not changed
/// @param x          a batch of inputs
/// @param precision  the dtype in which the forward passes run
/// @param steps      the step sizes h
/// @param seed       chooses the upstream gradient and at most 20 entries of every parameter
std::vector<StepError> step_size_curve(const Module& module, const Tensor& x, Dtype precision,
                                       std::span<const double> steps, std::uint64_t seed = 1);

}  // namespace strata
