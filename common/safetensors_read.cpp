#include <fmt/format.h>

#include <bit>
#include <cstring>

#include "common/error.hpp"
#include "common/read_file.hpp"
#include "common/safetensors.hpp"
#include "common/safetensors_header.hpp"

namespace strata {

static_assert(std::endian::native == std::endian::little, "the format is little-endian, and so is all data in memory");

SafetensorsFile parse_safetensors(std::span<const std::byte> bytes, const std::string& where) {
  constexpr const char* hint = "the file may be truncated or not a safetensors file; write or fetch it again";
  std::uint64_t header_size = 0;
  if (bytes.size() < sizeof header_size) {
    throw Error({where, fmt::format("{} bytes", bytes.size()), "a safetensors file, which has 8 or more", hint});
  }
  std::memcpy(&header_size, bytes.data(), sizeof header_size);
  const std::span<const std::byte> rest = bytes.subspan(sizeof header_size);
  if (header_size > longest_safetensors_header) {
    throw Error(
        {where,
         fmt::format("no safetensors file: its first 8 bytes would be a header's length of {} bytes", header_size),
         fmt::format("at most {}", longest_safetensors_header), hint});
  }
  if (header_size > rest.size()) {
    throw Error({where, fmt::format("{} bytes after the header's length", rest.size()),
                 fmt::format("a header of {} bytes", header_size), hint});
  }
  const std::string_view json(reinterpret_cast<const char*>(rest.data()), header_size);
  const std::span<const std::byte> data = rest.subspan(header_size);
  SafetensorsHeader header = parse_safetensors_header(json, data.size(), where);
  SafetensorsFile file;
  file.metadata = std::move(header.metadata);
  for (SafetensorsEntry& entry : header.entries) {
    const auto part = data.subspan(entry.begin, entry.end - entry.begin);
    file.tensors.push_back(
        {std::move(entry.name), entry.dtype, std::move(entry.shape), std::vector<std::byte>(part.begin(), part.end())});
  }
  return file;
}

SafetensorsFile read_safetensors(const std::filesystem::path& path) {
  return parse_safetensors(read_file(path), path.string());
}

}  // namespace strata
