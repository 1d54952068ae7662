#pragma once

#include <functional>
#include <string>
#include <vector>

#include "experiments/request.hpp"

namespace strata::experiments {

/// One experiment of the course.
struct Experiment {
  std::string name;                         ///< "kernel-size"
  std::string question;                     ///< what it asks, in a line
  std::string data;                         ///< the images it takes: "mnist" or "cifar10"; empty: none
  std::vector<std::string> fixed;           ///< options that it has no use for
  std::function<void(const Request&)> run;  ///< carries it out; results go to request.program.out
};

/// All of them, in the course's order.
const std::vector<Experiment>& experiment_list();

/// The experiment of this name. @throws UsageError for another name, that suggests the nearest
const Experiment& experiment_named(const std::string& name);

}  // namespace strata::experiments
