#pragma once

#include <functional>
#include <string>
#include <vector>

#include "experiments/report.hpp"
#include "experiments/training_plan.hpp"

namespace strata::experiments {

/// Images of a step with the homework's settings.
constexpr Index homework_batch_size = 64;

/// What the trainings of a comparison left.
struct ComparisonRun {
  DataSplit data;                       ///< what they were trained and tested on
  std::vector<TrainingPlan> plans;      ///< one for each training
  std::vector<TrainingRecord> records;  ///< likewise, in the same order

  /// The records of a network with a recipe, seed by seed.
  std::vector<const TrainingRecord*> of(const std::string& network, const std::string& recipe) const;

  /// The plan of a network's first seed with a recipe, whose weights are kept. @throws Error if there is none
  const TrainingPlan& first_plan(const std::string& network, const std::string& recipe) const;

  /// The names of networks, and of recipes, in the order of the plans.
  std::vector<std::string> networks() const;
  std::vector<std::string> recipes() const;
};

/// A network of a comparison.
struct ComparedNetwork {
  std::string name;                               ///< "SimpleCNN"
  std::function<Sequential(Index classes)> make;  ///< makes it, not built yet
  Index epochs = 5;                               ///< how long it is trained unless --epochs says otherwise
  double peak_rate = usual_peak_rate;             ///< the highest learning rate of the book's recipe
};

/// Networks of `./strata describe`, by name, with the homework's epochs.
std::vector<ComparedNetwork> networks_named(const std::vector<std::string>& names);

/// Networks trained on one data set with both recipes and compared.
struct NetworkComparison {
  std::string name;                       ///< "depth"
  std::string heading;                    ///< "2.2 Networks of different depth"
  std::string data;                       ///< "mnist" or "cifar10"
  std::vector<ComparedNetwork> networks;  ///< which
  std::vector<std::string> faults;        ///< what of the sources is corrected here, a sentence each

  /// What this comparison shows beside what all show; may be empty.
  std::function<void(const ComparisonRun& run, const Request& request, Report& report)> more{};
};

/// Trains, times, and reports tables, learning curves, confusions and gradient flow.
/// @throws Error as experiment_data and run_plans do
void run_comparison(const NetworkComparison& comparison, const Request& request);

}  // namespace strata::experiments
