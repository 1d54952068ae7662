#pragma once

/// `train NETWORK`: trains a network of the homework by name. Returns the exit code.
int run_train(int argc, const char* const* argv);

/// `describe [NETWORK]`: prints its layers; without a name, all networks. Returns the exit code.
int run_describe(int argc, const char* const* argv);
