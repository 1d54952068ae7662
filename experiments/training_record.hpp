#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "07_training/evaluation.hpp"
#include "07_training/history.hpp"
#include "experiments/training_trace.hpp"

namespace strata::experiments {

/// Counts of a confusion matrix, row by row: the true class, then the predicted one.
using Confusions = std::vector<std::vector<Index>>;

/// What is kept of a training that came to its end.
struct TrainingRecord {
  std::string facts;          ///< what it is the result of, in words: see TrainingPlan
  std::string network;        ///< "SimpleCNN"
  std::string recipe;         ///< "homework" or "book", or what an experiment calls its own
  std::uint64_t seed = 1;     ///< of first weights, orders and masks
  Index parameters = 0;       ///< as many numbers as it changed
  Index batch_size = 0;       ///< images of a step
  std::string made{};         ///< where and when: commit, date, processor and threads
  History history;            ///< epoch by epoch
  double train_loss = 0;      ///< on the training images, in evaluation mode, after the last epoch
  double train_accuracy = 0;  ///< likewise
  double test_loss = 0;       ///< on the test images
  double test_accuracy = 0;   ///< likewise
  Confusions confusions;      ///< on the test images
  TrainingTrace trace;        ///< what was seen on the way

  /// @{
  /// On the training images while the network changed, in the last epoch.
  double running_accuracy() const { return history.epochs.back().running_accuracy; }
  double running_loss() const { return history.epochs.back().running_loss; }
  /// @}
};

/// The counts of a matrix with so many classes.
Confusions counts_of(const ConfusionMatrix& matrix, Index classes);

/// A record as JSON.
nlohmann::ordered_json json_of(const TrainingRecord& record);

/// Writes a record as JSON, whole or not at all.
void save_record(const std::filesystem::path& path, const TrainingRecord& record);

/// Reads it back. Nothing, if there is no such file, or it is damaged, or of other facts or
/// another version.
std::optional<TrainingRecord> load_record(const std::filesystem::path& path, const std::string& facts);

}  // namespace strata::experiments
