#pragma once

#include <CLI/App.hpp>

/// `weights import|export|compare`: takes weights to PyTorch and back.
void add_weights(CLI::App& app);
