#pragma once

#include <filesystem>
#include <limits>
#include <vector>

#include "common/index.hpp"

namespace strata {

/// What is known at the end of one epoch.
struct EpochRecord {
  Index epoch = 0;              ///< from 1
  Index steps = 0;              ///< since the start of training
  double learning_rate = 0;     ///< of the epoch's last step
  double running_loss = 0;      ///< mean over the epoch's samples, while the network was changing (7.4)
  double running_accuracy = 0;  ///< likewise
  double test_loss = std::numeric_limits<double>::quiet_NaN();  ///< after the epoch, in evaluation mode; NaN if unknown
  double test_accuracy = std::numeric_limits<double>::quiet_NaN();  ///< likewise
  double seconds = 0;                                               ///< of training alone, without the evaluation
};

/// The records of a training, epoch by epoch.
struct History {
  std::vector<EpochRecord> epochs;  ///< in order

  /// Seconds of training of all epochs.
  double seconds() const;

  /// One line per epoch. Without times of computing, which differ from run to run, unless asked for.
  void write_csv(const std::filesystem::path& path, bool with_seconds = false) const;
};

}  // namespace strata
