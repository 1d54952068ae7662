#pragma once

#include "experiments/report.hpp"
#include "experiments/side_run.hpp"

namespace strata::experiments {

/// Both sides of the comparison with PyTorch.
struct PyTorchComparison {
  Side strata;                   ///< measured now, or with --resume by an earlier call
  Side pytorch;                  ///< likewise, or stored
  Index parameters = 0;          ///< of the network
  bool homework_images = false;  ///< whether Strata's are the homework's
};

/// Adds the tables of memory, times and accuracies, and of how they came about.
void add_pytorch_tables(Report& report, const PyTorchComparison& comparison);

/// Adds the losses of both sides, as a table and as pictures.
void add_pytorch_losses(Report& report, const PyTorchComparison& comparison);

/// Adds the numbers behind the tables, a row for each side.
void add_pytorch_numbers(Report& report, const PyTorchComparison& comparison, const Request& request);

/// Adds all of this, and what is corrected of the sources.
void add_pytorch_comparison(Report& report, const PyTorchComparison& comparison, const Request& request);

}  // namespace strata::experiments
