#pragma once

#include "common/picture.hpp"
#include "common/program_options.hpp"
#include "demo_training.hpp"

/// A network with BatchNorm, trained and asked in both modes: one image in many batches, and all test images.
strata::Picture compare_modes(const Images& images, const strata::ProgramOptions& options);
