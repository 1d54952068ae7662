#pragma once

#include <filesystem>

#include "07_training/experiment.hpp"
#include "common/program_options.hpp"

namespace strata {

/// The options of a program that trains a network of the homework: those of every program, and --recipe, --seeds,
/// --checkpoint-steps and --resume. Filled, added and read as ProgramOptions are.
struct ExperimentOptions {
  ProgramOptions program{};          ///< those of every program
  Recipe recipe = Recipe::homework;  ///< how to train
  Index seeds = 1;                   ///< how often to train: with program.seed and the seeds after it
  Index checkpoint_steps = 0;        ///< save a training after so many steps; 0: after each epoch
  bool resume = false;               ///< go on from what an earlier run left in program.out
  Execution execution{};             ///< how the network runs; no option, for a later chapter to fill in

  /// Adds all of them.
  void add_to(Program& added);

  /// What they say about the training with this seed, saved in this file.
  ExperimentSettings settings(std::uint64_t seed, const std::filesystem::path& checkpoint) const;
};

}  // namespace strata
