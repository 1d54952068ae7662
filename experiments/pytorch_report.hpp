#pragma once

#include "experiments/report.hpp"
#include "experiments/side_run.hpp"

namespace strata::experiments {

/// Both sides of the comparison with PyTorch.
struct PyTorchComparison {
  Side strata;                  ///< measured now
  Side pytorch;                 ///< measured now, or stored
  Index parameters = 0;         ///< of the network
  Index images = 0;             ///< of the training
  ExperimentSettings settings;  ///< of the first seed's training
};

/// Adds the numbers behind the tables, a row for each side.
void add_pytorch_numbers(Report& report, const PyTorchComparison& comparison, const Request& request);

/// Adds the tables, the pictures and what is corrected of the sources.
void add_pytorch_comparison(Report& report, const PyTorchComparison& comparison, const Request& request);

}  // namespace strata::experiments
