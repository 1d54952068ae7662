#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/index.hpp"

namespace strata::experiments {

/// What PyTorch reached with the same network, images and settings.
struct PyTorchAccuracies {
  std::string version;                ///< "2.15.0"
  std::vector<double> test_accuracy;  ///< one for each seed
};

/// The stored results of tests/parity/pytorch_train.py for these settings, with the homework's optimiser; nothing where
/// there are none. `folder` is docs/results/pytorch of the checkout.
std::optional<PyTorchAccuracies> pytorch_accuracies(const std::string& network, const std::string& data, Index epochs,
                                                    Index batch_size,
                                                    const std::string& folder = STRATA_PYTORCH_RESULTS);

}  // namespace strata::experiments
