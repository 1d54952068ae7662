#pragma once

#include <cstdint>
#include <filesystem>

#include "01_tensors/dataset.hpp"
#include "common/picture.hpp"

/// Fits a line through the brightness of the two halves of every image, once by the mean squared error and once by the
/// mean absolute error, prints both and draws them.
strata::Picture fit_two_lines(const strata::Dataset& images, std::uint64_t seed, const std::filesystem::path& out);
