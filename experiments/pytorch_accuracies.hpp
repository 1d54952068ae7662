#pragma once

#include <optional>
#include <string>

#include "common/index.hpp"
#include "experiments/accuracy_rule.hpp"

namespace strata::experiments {

/// What PyTorch reached with the same network, images and settings.
struct PyTorchAccuracies {
  std::string version;           ///< "2.15.0"
  SeedAccuracies test_accuracy;  ///< after the last epoch
};

/// The stored results of tests/parity/pytorch_train.py for these settings, with the homework's optimiser; nothing where
/// there are none, or of other settings. `folder` is docs/results/pytorch of the checkout.
/// @throws Error naming the file, if it holds no such results
std::optional<PyTorchAccuracies> pytorch_accuracies(const std::string& network, const std::string& data, Index epochs,
                                                    Index batch_size,
                                                    const std::string& folder = STRATA_PYTORCH_RESULTS);

}  // namespace strata::experiments
