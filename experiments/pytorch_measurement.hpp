#pragma once

#include <optional>
#include <string>
#include <vector>

#include "experiments/compared_training.hpp"
#include "experiments/pytorch_process.hpp"
#include "experiments/side_run.hpp"

namespace strata::experiments {

/// What was measured of both sides.
struct MeasuredSides {
  Side strata{.name = "Strata"};    ///< always there
  Side pytorch{.name = "PyTorch"};  ///< without runs where there is no PyTorch
};

/// Measures one side after the other, seed by seed, then their memory, and shows how far all of it is. A run that is
/// done stays in the folder of its training; with request.resume, one of the same work under the same conditions is not
/// repeated, and a training of Strata's side that was stopped goes on.
/// @param trainings  one for each seed
/// @param request    threads, kernels, and whether it is quick or goes on
/// @param places     Python, the script and the stored run
/// @param version    of PyTorch, if there is one
/// @throws Error as run_strata_side and run_pytorch_side do
MeasuredSides measure_sides(const std::vector<ComparedTraining>& trainings, const Request& request,
                            const PyTorchPlaces& places, const std::optional<std::string>& version);

}  // namespace strata::experiments
