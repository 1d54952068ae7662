#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/index.hpp"

namespace strata {

/// The element types of the safetensors format. Each is written in the file by its name in capitals ("F32").
enum class SafeDtype { boolean, u8, i8, f8_e5m2, f8_e4m3, i16, u16, f16, bf16, i32, u32, f32, f64, i64, u64 };

/// The type's name in the file: "F32".
std::string_view safetensors_name(SafeDtype dtype);

/// The type of this name, or nothing where the format has none.
std::optional<SafeDtype> safe_dtype_named(std::string_view name);

/// Bytes of one element.
Index bytes_of(SafeDtype dtype);

/// One stored tensor: elements in row-major order, little-endian.
struct SafeTensor {
  std::string name;                  ///< UTF-8, different for every tensor of a file
  SafeDtype dtype = SafeDtype::f32;  ///< of every element
  std::vector<Index> shape;          ///< no entries: a single number
  std::vector<std::byte> data;       ///< as many bytes as type and shape ask for
};

/// What a safetensors file holds: tensors, and text under keys of the writer's choice.
struct SafetensorsFile {
  std::vector<SafeTensor> tensors;              ///< read in the order of their data; written from any order
  std::map<std::string, std::string> metadata;  ///< "__metadata__" in the file, left out where empty

  /// The tensor of this name, or a null pointer.
  const SafeTensor* find(std::string_view name) const;
};

/// Reads the format from memory; `where` names the data in messages. Tensors come in the order of their data.
///
/// Everything that the format's specification demands is checked before a value is used; data that breaks a rule is an
/// Error, whatever it is: a header that is too long, is no JSON object, names a key twice or breaks off; an unknown
/// type; a shape whose size overflows or differs from the bytes it is given; data with gaps, overlaps or a missing end.
SafetensorsFile parse_safetensors(std::span<const std::byte> bytes, const std::string& where);

/// Reads a file with parse_safetensors.
SafetensorsFile read_safetensors(const std::filesystem::path& path);

/// The bytes of a safetensors file: tensors with large elements first and then by name, so that each is aligned and
/// equal content gives equal bytes. Throws Error where two tensors share a name, a name is no UTF-8, or data has not
/// the size that type and shape ask for.
std::vector<std::byte> safetensors_bytes(const SafetensorsFile& file);

/// Writes a file with AtomicFile.
void write_safetensors(const std::filesystem::path& path, const SafetensorsFile& file);

}  // namespace strata
