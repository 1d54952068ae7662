#pragma once

#include <filesystem>

#include "01_tensors/dataset.hpp"
#include "common/picture.hpp"

/// How many of the 256 numbers that a byte can become depend on how a compiler rounds (20.7): prints a table.
void compare_roundings(const std::filesystem::path& out);

/// Makes all batches of an epoch in three ways, compares them with the CPU's, and says how many bytes travelled: prints
/// a table and draws it.
strata::Picture compare_batches(const strata::Dataset& data, const std::filesystem::path& out);
