#pragma once

#include <string>

#include "experiments/compared_training.hpp"
#include "experiments/request.hpp"
#include "experiments/side_run.hpp"

namespace strata::experiments {

/// What the times of Strata's side depend on, beside the work, in words.
std::string strata_conditions(const Request& request);

/// Trains and times Strata's side. While it trains, the training is saved in its folder, for a request to resume under
/// the same conditions.
/// @param training  what both sides do
/// @param request   threads, kernels, and whether it is quick or goes on
/// @param count     is told of every step
/// @throws Error as run_experiment does, after Ctrl-C too
SideRun run_strata_side(const ComparedTraining& training, const Request& request, const CountImages& count);

/// Removes what run_strata_side saved while it trained.
void forget_strata_training(const ComparedTraining& training, const Request& request);

/// How many images measure_strata_memory counts.
Index images_of_strata_memory(const ComparedTraining& training);

/// Measures the memory of Strata's side, each time in a process of its own.
/// @param training  of the first seed
/// @param request   threads, kernels, and whether it is quick
/// @param count     is told of every process, as if it were an epoch
/// @throws Error as measure_training_memory does
SideMemory measure_strata_memory(const ComparedTraining& training, const Request& request, const CountImages& count);

}  // namespace strata::experiments
