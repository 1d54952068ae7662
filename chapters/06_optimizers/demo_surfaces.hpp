#pragma once

#include <filesystem>
#include <vector>

#include "common/picture.hpp"

/// Walks down Rosenbrock's valley and Beale's plain with five optimisers: prints a table for each and draws the paths.
std::vector<strata::Picture> walk_on_surfaces(const std::filesystem::path& out);
