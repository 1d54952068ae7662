#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "07_training/experiment.hpp"
#include "07_training/seed_result.hpp"
#include "experiments/request.hpp"

namespace strata::experiments {

/// Is told how many more training images were seen, for a progress bar; none more is a sign of life.
using CountImages = std::function<void(Index more)>;

/// Images that both sides evaluate at a time.
constexpr Index compared_evaluation_batch = 1000;

/// A training that both sides carry out.
struct ComparedTraining {
  DataSplit data;                ///< what both sides see
  DataDigests digests;           ///< of it
  ExperimentSettings settings;   ///< how they train
  std::string work;              ///< compared_work() of both
  std::filesystem::path folder;  ///< where its files are

  /// A file of this training. Its name holds a digest of the work and of what a side's times depend on, so that none is
  /// taken for that of another training.
  /// @param side        "strata" or "pytorch"
  /// @param conditions  of its times
  /// @param ending      ".json"
  std::filesystem::path file(const std::string& side, const std::string& conditions, const std::string& ending) const;

  /// Training images of all epochs.
  Index images() const { return settings.epochs * data.train.size(); }
};

/// One for each seed of the request, with its files below request.program.out.
std::vector<ComparedTraining> compared_trainings(const DataSplit& data, const Request& request);

/// For how many seconds each kind of pass is timed.
constexpr double seconds_of_passes(const Request& request) { return request.quick ? 0.1 : 3; }

/// Training steps of a measurement of memory, before its evaluation.
constexpr Index steps_of_memory(const Request& request) { return request.quick ? 1 : 3; }

}  // namespace strata::experiments
