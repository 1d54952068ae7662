#pragma once

#include <filesystem>
#include <vector>

#include "common/picture.hpp"

/// Draws the learning rate over time of every schedule, in two pictures.
std::vector<strata::Picture> draw_schedules(const std::filesystem::path& out);
