#pragma once

#include <CLI/App.hpp>

/// `train NETWORK`: trains a network of the homework by name.
void add_train(CLI::App& app);

/// `describe [NETWORK]`: prints its layers; without a name, all networks.
void add_describe(CLI::App& app);
