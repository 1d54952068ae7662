#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "common/picture.hpp"

/// How many launches a step of Adam takes for the parameters of some networks, one after the other and all together:
/// prints a table, and draws it where launches can be counted.
std::optional<strata::Picture> compare_steps(std::uint64_t seed, const std::filesystem::path& out);
