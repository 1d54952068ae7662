#include "common/json_file.hpp"

#include <cstddef>
#include <vector>

#include "common/read_file.hpp"

namespace strata {

nlohmann::ordered_json read_json(const std::filesystem::path& path) {
  const std::vector<std::byte> bytes = read_file(path);
  const auto* const text = reinterpret_cast<const char*>(bytes.data());  // NOLINT(*-reinterpret-cast)
  return nlohmann::ordered_json::parse(text, text + bytes.size(), nullptr, false);
}

}  // namespace strata
