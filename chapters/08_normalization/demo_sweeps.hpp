#pragma once

#include "common/picture.hpp"
#include "common/program_options.hpp"
#include "demo_training.hpp"

/// Test accuracy against learning rate, with nothing, BatchNorm and LayerNorm.
strata::Picture sweep_learning_rates(const Images& images, const strata::ProgramOptions& options);

/// Test accuracy against batch size.
strata::Picture sweep_batch_sizes(const Images& images, const strata::ProgramOptions& options);

/// The first layer alone at six learning rates: η / ‖W‖² while it trains, and what comes out.
strata::Picture sweep_first_layer(const Images& images, const strata::ProgramOptions& options);
