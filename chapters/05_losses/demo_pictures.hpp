#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "common/picture.hpp"

/// Squared and absolute error of one output against its distance from the target.
strata::Picture draw_errors(const std::filesystem::path& out);

/// Prints and draws what each loss says of a network that is sure and wrong: two scores in float32, the true class's
/// further and further behind.
strata::Picture draw_sure_and_wrong(const std::filesystem::path& out);

/// One curve of accuracies after each epoch.
struct AccuracyCurve {
  std::string name;                ///< of the loss
  std::vector<double> accuracies;  ///< before the first and after each epoch
};

/// Where the curves begin: with the accuracy before training, on an axis from 0 to 100 %, or with that after the first
/// epoch, on an axis that fits.
enum class FirstEpoch { before_training, after_one };

/// Accuracy against epochs.
strata::Picture draw_accuracies(const std::vector<AccuracyCurve>& curves, const std::string& title, FirstEpoch first,
                                const std::filesystem::path& base);
