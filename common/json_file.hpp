#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

namespace strata {

/// What a JSON file holds; discarded, which is no object and no array, where the file is no JSON.
/// @throws Error where it cannot be read
nlohmann::ordered_json read_json(const std::filesystem::path& path);

}  // namespace strata
