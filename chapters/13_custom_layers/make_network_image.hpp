#pragma once

#include <CLI/App.hpp>
#include <optional>
#include <string>

#include "01_tensors/shape.hpp"

/// Adds --image 32x32x3: height, width and channels of one image. `image` must outlive the parsing.
void add_image(CLI::App& app, std::optional<strata::Shape>& image);
