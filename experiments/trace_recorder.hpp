#pragma once

#include <filesystem>

#include "07_training/training_state.hpp"
#include "experiments/training_trace.hpp"

namespace strata::experiments {

/// Looks at a training about fifty times, and keeps what it saw in a file, so that a training that was stopped and goes
/// on ends with the same trace as one that was not.
class TraceRecorder {
 public:
  /// @param file   what an earlier part of the training left, and where this one goes on; the trace of a training with
  ///               another number of steps has its looks elsewhere, and is left aside
  /// @param steps  of the whole training
  TraceRecorder(std::filesystem::path file, Index steps);

  /// To be called at the end of each step, as TrainerOptions has it.
  void end_of_step(Module& network, Index step, const TrainingState& state);

  /// What was seen.
  const TrainingTrace& trace() const { return trace_; }

 private:
  void forget_from(Index step);
  void add_ends_of_epochs(const TrainingState& state);

  std::filesystem::path file_;
  TrainingTrace trace_;
};

}  // namespace strata::experiments
