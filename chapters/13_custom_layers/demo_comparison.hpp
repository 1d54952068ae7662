#pragma once

#include <cstdint>
#include <filesystem>

/// The homework's comparison: each layer of the chapter beside those that it stands for. Prints a table and leaves it
/// as comparison.md and comparison.json.
void compare_layers(std::uint64_t seed, const std::filesystem::path& out);
