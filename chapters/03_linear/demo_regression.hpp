#pragma once

#include <cstdint>
#include <filesystem>

#include "01_tensors/dataset.hpp"
#include "common/picture.hpp"

/// Fits a line through two measurements of every image, by gradient descent from the seed's first values and by the
/// normal equations, prints both and draws the line.
strata::Picture fit_line(const strata::Dataset& images, std::uint64_t seed, const std::filesystem::path& out);
