#pragma once

#include "common/picture.hpp"
#include "common/program_options.hpp"
#include "demo_training.hpp"

/// Twenty layers with and without normalisation.
strata::Picture train_deep_chains(const Images& images, const strata::ProgramOptions& options);

/// What one unit of an inner layer gets while the network trains.
strata::Picture draw_inputs(const Images& images, const strata::ProgramOptions& options);
