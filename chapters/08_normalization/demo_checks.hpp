#pragma once

#include "common/program_options.hpp"
#include "demo_training.hpp"

/// The gradient check of a network with BatchNorm on real images, of planted mistakes, and of a loss that is blind.
void check_layers(const Images& images, const strata::ProgramOptions& options);

/// The variance of numbers with a large mean, in float32, by one pass and by two.
void compare_variances(const strata::ProgramOptions& options);

/// One network whose first weights are multiplied by a number: loss, gradient, and what training makes of it.
void compare_weight_scales(const Images& images, const strata::ProgramOptions& options);
