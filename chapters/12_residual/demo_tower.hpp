#pragma once

#include <filesystem>
#include <vector>

#include "01_tensors/dataset.hpp"
#include "common/picture.hpp"

/// Towers of 2 to 50 layers with and without shortcuts: how the gradient flows, how 50 layers learn, and what happens
/// when a block of a trained tower is left out. They are trained for `steps` steps, 20 or more. Prints tables and
/// returns the pictures.
std::vector<strata::Picture> show_towers(const strata::DataSplit& data, strata::Index steps, std::uint64_t seed,
                                         const std::filesystem::path& out);
