#pragma once

#include "experiments/request.hpp"
#include "experiments/side_run.hpp"

namespace strata::experiments {

/// Images that both sides evaluate at a time.
constexpr Index compared_evaluation_batch = 1000;

/// Training steps of a measurement of memory, before its evaluation.
constexpr Index steps_of_memory(const Request& request) { return request.quick ? 1 : 3; }

/// Trains and times Strata's side of the comparison with PyTorch. @throws Error as run_experiment does
SideRun run_strata_side(const DataSplit& data, const ExperimentSettings& settings, const Request& request);

/// Measures the memory of Strata's side, each time in a process of its own.
/// @throws Error as measure_training_memory does
SideMemory measure_strata_memory(const DataSplit& data, const ExperimentSettings& settings, const Request& request);

}  // namespace strata::experiments
