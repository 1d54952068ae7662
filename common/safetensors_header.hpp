#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/index.hpp"
#include "common/safetensors.hpp"

namespace strata {

/// The longest header that readers of the format accept, in bytes.
constexpr std::uint64_t longest_safetensors_header = 100'000'000;

/// One entry of a safetensors header. Offsets count from the first byte after the header.
struct SafetensorsEntry {
  std::string name;                  ///< the key in the header
  SafeDtype dtype = SafeDtype::f32;  ///< of every element
  std::vector<Index> shape;          ///< no entries: a single number
  std::size_t begin = 0;             ///< the first byte of its data
  std::size_t end = 0;               ///< one behind the last byte
};

/// A header whose entries are in the order of their data and cover it without gap or overlap.
struct SafetensorsHeader {
  std::vector<SafetensorsEntry> entries;        ///< one per tensor
  std::map<std::string, std::string> metadata;  ///< the text under "__metadata__"; may be empty
};

/// Reads a header's JSON and checks it against the number of bytes of data that follow. Throws Error.
SafetensorsHeader parse_safetensors_header(std::string_view json, std::size_t data_size, const std::string& where);

/// dtype's bytes times the sizes in shape, or nothing where a size is negative or the product overflows.
std::optional<std::size_t> safetensors_size(SafeDtype dtype, std::span<const Index> shape);

}  // namespace strata
