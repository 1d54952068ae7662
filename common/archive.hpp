#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "common/function_ref.hpp"

namespace strata {

/// Goes through a tar archive, packed in any way that libarchive knows (gzip, xz, ...), or not at all.
///
/// `wanted` is asked for each regular file by its name without folders; where it says yes, `use` gets the name and the
/// bytes. Folders in the archive do not matter, so that no entry can name a place outside.
/// @throws Error where the archive is missing, truncated, damaged or no tar archive
void read_archive(const std::filesystem::path& path, FunctionRef<bool(const std::string& name)> wanted,
                  FunctionRef<void(const std::string& name, std::vector<std::byte> bytes)> use);

}  // namespace strata
