#pragma once

#include <filesystem>
#include <vector>

#include "09_dropout/dropout_training.hpp"
#include "common/picture.hpp"

/// One training on few images.
struct OverfittingRun {
  double p;                                    ///< of both layers of Dropout
  std::vector<strata::DropoutRecord> records;  ///< some epochs
};

/// Trains the same network with several p on few images, and prints what came of it.
std::vector<OverfittingRun> train_on_few(const strata::DataSplit& few, strata::Index width,
                                         const strata::DropoutTraining& settings, const std::filesystem::path& out);

/// Accuracies on training and test images against epochs.
strata::Picture draw_accuracies(const std::vector<OverfittingRun>& runs, const std::filesystem::path& out);

/// Losses, likewise.
strata::Picture draw_losses(const std::vector<OverfittingRun>& runs, const std::filesystem::path& out);
