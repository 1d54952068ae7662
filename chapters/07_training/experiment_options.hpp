#pragma once

#include <filesystem>
#include <optional>

#include "07_training/experiment.hpp"
#include "common/program_options.hpp"

namespace strata {

/// The options of a program that trains a network of the homework: those of every program, and --recipe,
/// --peak-rate, --hold-out, --seeds, --checkpoint-steps and --resume. Filled, added and read as ProgramOptions are.
struct ExperimentOptions {
  ProgramOptions program{};           ///< those of every program
  Recipe recipe = Recipe::homework;   ///< how to train
  std::optional<double> peak_rate{};  ///< of the book's recipe; without, the network's own
  Index held_out = 0;                 ///< so many training images stand where the test images are, which stay unseen
  Index seeds = 1;                    ///< how often to train: with program.seed and the seeds after it
  Index checkpoint_steps = 0;         ///< save a training after so many steps; 0: after each epoch
  bool resume = false;                ///< go on from what an earlier run left in program.out
  Execution execution{};              ///< how the network runs; no option, for a later chapter to fill in

  /// Adds all of them.
  void add_to(Program& added);

  /// The data set that --data names, split as --hold-out says. Prints the numbers of images.
  /// @throws Error where a data set is missing or too small
  DataSplit load_data() const;

  /// What they say about the training with this seed, saved in this file, of a network with this peak rate.
  /// @throws UsageError for --peak-rate with the homework's recipe, whose rate is constant
  ExperimentSettings settings(std::uint64_t seed, const std::filesystem::path& checkpoint,
                              double network_peak_rate = usual_peak_rate) const;
};

}  // namespace strata
