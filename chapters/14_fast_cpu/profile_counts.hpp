#pragma once

#include <span>

#include "02_modules/module.hpp"

namespace strata::fast_cpu {

/// What layers have to do for a batch, whatever the algorithm.
struct WorkCounts {
  double operations;  ///< two for each product that is added, as the plain sums have it; else one for each number
  double bytes;  ///< that must be read and written at least: what comes in, what goes out, and parameters, each once
};

/// Counts for neighbouring layers, which were built. If they are several, they run as one: what lies between them is
/// not moved. A layer that is no Conv2d and no Linear, and is not made of these, has one operation for each number that
/// comes in, and Flatten has none.
/// @{
/// y from x: reads x and the parameters, writes y.
WorkCounts count_forward(std::span<Module* const> layers, Index images);

/// The gradients of the parameters, and dx if it is wanted: reads dy and x, writes the gradients; for dx it also reads
/// the parameters. Layers before the first one that learns have nothing to do where dx is skipped.
WorkCounts count_backward(std::span<Module* const> layers, Index images, InputGradient wanted);
/// @}

}  // namespace strata::fast_cpu
