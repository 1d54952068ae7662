#pragma once

#include "experiments/pytorch_process.hpp"
#include "experiments/request.hpp"

namespace strata::experiments {

/// Trains CuPyCNN in Strata and in PyTorch from the same weights on the same batches, and reports memory, times and
/// losses of both. Where there is no PyTorch, a stored run takes its place.
/// @throws Error as experiment_data, run_strata_side and run_pytorch_side do
void compare_with_pytorch(const Request& request, const PyTorchPlaces& places);

}  // namespace strata::experiments
