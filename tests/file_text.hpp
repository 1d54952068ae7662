#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "common/read_file.hpp"

namespace strata {

/// The content of a file as text.
inline std::string text_of(const std::filesystem::path& path) {
  const std::vector<std::byte> bytes = read_file(path);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace strata
