#pragma once

#include "13_custom_layers/make_network_train.hpp"

/// The whole program behind ./strata train, describe and weights: the first argument is the verb. Returns the exit
/// code.
int run_network_verb(int argc, const char* const* argv, const VerbExtension& extension = {});
