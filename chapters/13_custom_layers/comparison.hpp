#pragma once

#include <cstdint>
#include <string>

#include "02_modules/module.hpp"

namespace strata {

/// What a layer makes of normal inputs and how the mean of all its outputs depends on them: the homework's comparison.
struct LayerGradients {
  Shape output;               ///< of the batch
  Index parameters = 0;       ///< how many numbers the layer learns
  double mean = 0;            ///< of dL/dx, with its sign
  double mean_size = 0;       ///< of |dL/dx|
  double parameter_size = 0;  ///< mean of |dL/dθ| over all parameters; 0 without parameters
};

/// Builds the layer for images of this shape and goes forward and back once, with L the mean of all outputs. Inputs are
/// normal numbers; they and the first weights come from the seed alone.
LayerGradients gradients_of_mean(Module& layer, const Shape& images, std::uint64_t seed);

/// A batch of normal numbers, the inputs of gradients_of_mean().
Tensor normal_images(const Shape& images, std::uint64_t seed);

/// How long a forward and a backward pass take together, in milliseconds.
struct StepTime {
  double median;  ///< of all passes
  double low;     ///< a tenth of them took less
  double high;    ///< a tenth of them took more
};

/// Measured on a built layer, after a warm-up.
StepTime step_time(Module& layer, const Tensor& x, int passes = 100);

}  // namespace strata
