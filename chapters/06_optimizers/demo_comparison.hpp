#pragma once

#include <filesystem>
#include <vector>

#include "common/picture.hpp"
#include "demo_training.hpp"

/// Trains the same classifier with every optimiser: prints the table, writes results.md and .json, and draws how far
/// steps go and AdaSmooth's effective ratio.
std::vector<strata::Picture> compare_optimizers(const Images& images, const strata::ProgramOptions& options);

/// What weight decay does to the weights of dark pixels, by L2 in the gradient and decoupled: prints a table.
void compare_decays(const Images& images, const strata::ProgramOptions& options);
