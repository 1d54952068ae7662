#pragma once

#include <map>
#include <string>
#include <vector>

#include "experiments/network_summary.hpp"
#include "experiments/network_times.hpp"
#include "experiments/report.hpp"

namespace strata::experiments {

/// What stands beside a homework's value where images, epochs or batches are not the homework's.
constexpr const char* not_comparable = "not comparable";

/// "12.3 (12.1 to 12.9)": mean, lowest and highest; "12.3" for one training.
std::string training_seconds(const Spread& seconds);

/// Adds the table of an experiment: each network beside the homework's values, with both recipes.
void add_comparison_table(Report& report, const std::vector<NetworkSummary>& all,
                          const std::map<std::string, NetworkTimes>& times, const Request& request);

/// Adds a table with a row for each network and recipe: accuracies, overfitting, time.
void add_recipe_table(Report& report, const std::vector<NetworkSummary>& all,
                      const std::map<std::string, NetworkTimes>& times);

/// Adds the numbers behind all tables, a row for each network and recipe.
void add_comparison_numbers(Report& report, const std::vector<NetworkSummary>& all,
                            const std::map<std::string, NetworkTimes>& times, const Request& request);

}  // namespace strata::experiments
