#pragma once

#include <string>
#include <vector>

#include "experiments/network_comparison.hpp"

namespace strata::experiments {

/// @{
/// A picture each, epoch by epoch: loss on the training images while the networks changed, and accuracy on the test
/// images; the mean over the seeds with a band from the lowest to the highest. A family is what several such pictures
/// differ in, for title and file.
void add_loss_curves(Report& report, const std::vector<std::string>& networks, const ComparisonRun& run,
                     const std::string& recipe);
void add_accuracy_curves(Report& report, const std::vector<std::string>& networks, const ComparisonRun& run,
                         const std::string& recipe, const std::string& family = "");
/// @}

}  // namespace strata::experiments
