#pragma once

#include <string>

#include "02_modules/module_factory.hpp"
#include "02_modules/sequential.hpp"

namespace strata {

/// A linear layer with what comes after it, in one description.
struct LinearBlock {
  Index features = 0;             ///< how many outputs
  bool bias = true;               ///< whether the linear layer adds one
  ModuleFactory normalisation{};  ///< made after the linear layer; empty: none
  ModuleFactory activation{};     ///< made after that: make_module<ReLU>; empty: none
  double dropout = 0;             ///< p of the Dropout at the end; 0: none
};

/// Appends the layers of a block to a network: "fc1", then what is wanted of "fc1_norm", "fc1_activation" and
/// "fc1_dropout".
///
///     add_linear(network, "fc1", {.features = 1024, .activation = make_module<ReLU>, .dropout = 0.5});
///
/// @throws Error if features is below 1, dropout is no probability, or a name is taken
Sequential& add_linear(Sequential& network, const std::string& name, const LinearBlock& block);

}  // namespace strata
