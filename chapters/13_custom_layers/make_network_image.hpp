#pragma once

#include <optional>
#include <string>

#include "01_tensors/shape.hpp"
#include "common/program.hpp"

/// Adds --image 32x32x3: height, width and channels of one image. `image` must outlive the parsing.
void add_image(strata::Program& program, std::optional<strata::Shape>& image);
