#pragma once

#include <cstdint>
#include <filesystem>

#include "01_tensors/dataset.hpp"
#include "common/picture.hpp"

/// Prints what masks are like: their probability (9.15), mean (9.2) and variance (9.3), measured on a million entries.
void show_mask_statistics(std::uint64_t seed, const std::filesystem::path& out);

/// Prints the penalty that dropout is for a line of sums (9.14), by the formula and as a mean over masks.
void show_linear_penalty(std::uint64_t seed);

/// Prints how much larger the variance of a layer's outputs is while training (9.21), by the formula and measured.
void show_variance_shift(std::uint64_t seed);

/// Draws one image with numbers dropped, and means over masks.
strata::Picture draw_masks(const strata::Dataset& data, std::uint64_t seed, const std::filesystem::path& out);
