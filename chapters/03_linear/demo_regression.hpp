#pragma once

#include <filesystem>

#include "01_tensors/dataset.hpp"
#include "common/picture.hpp"

/// Fits a line through two measurements of every image, by gradient descent and by the normal equations, prints both
/// and draws the line.
strata::Picture fit_line(const strata::Dataset& images, const std::filesystem::path& out);
