#pragma once

#include <filesystem>
#include <vector>

#include "common/picture.hpp"

/// The values of all scalar functions in one picture, their derivatives in another.
std::vector<strata::Picture> draw_functions(const std::filesystem::path& out);
