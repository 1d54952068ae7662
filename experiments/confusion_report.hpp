#pragma once

#include <string>
#include <vector>

#include "experiments/network_comparison.hpp"

namespace strata::experiments {

/// Adds each network's confusion matrix, as a picture and as numbers: percentages of the true class, over all seeds.
void add_confusions(Report& report, const std::vector<std::string>& networks, const ComparisonRun& run,
                    const std::string& recipe);

/// The confusions of some records together, in percent of each true class, row by row.
std::vector<double> confusion_percentages(const std::vector<const TrainingRecord*>& records);

}  // namespace strata::experiments
