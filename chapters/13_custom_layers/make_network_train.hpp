#pragma once

#include <functional>
#include <string>

#include "07_training/experiment.hpp"
#include "common/program.hpp"

/// What a later chapter adds to the verbs.
struct VerbExtension {
  std::function<void(strata::Program&)> add_options{};     ///< adds options of its own
  std::function<void()> begin{};                           ///< called once they are parsed, before anything is computed
  strata::Execution execution{};                           ///< how networks run
  std::function<std::string(strata::Sequential&)> note{};  ///< what to print below the layers of a network
};

/// `train NETWORK`: trains a network of the homework by name. Returns the exit code.
int run_train(int argc, const char* const* argv, const VerbExtension& extension = {});

/// `describe [NETWORK]`: prints its layers; without a name, all networks. Returns the exit code.
int run_describe(int argc, const char* const* argv, const VerbExtension& extension = {});
