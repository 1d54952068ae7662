#pragma once

#include "07_training/experiment_options.hpp"
#include "07_training/experiment_report.hpp"

namespace strata {

/// Trains the network with options.seeds seeds, one after the other, and prints a table and the mean of the test
/// accuracies with their standard deviation. The table stays in options.out, in Markdown and JSON.
///
/// Each seed has a checkpoint of its own there, seed_N.safetensors, and when it is done its result, seed_N.json. With
/// options.resume, the seed at which an earlier run was stopped goes on from its checkpoint, and a seed that was done
/// with the same images and settings is not trained again.
/// @throws Error as run_experiment does, with options.resume also where an earlier run has left nothing
void run_seeds(const HomeworkNetwork& network, const DataSplit& data, const ExperimentOptions& options);

}  // namespace strata
