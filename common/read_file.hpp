#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "common/file_descriptor.hpp"

namespace strata {

/// Reads a regular file block by block. Throws Error where the file is missing, is a folder or a device, may not be
/// read, or the disk reports an error.
class FileReader {
 public:
  /// Opens the file at its beginning.
  explicit FileReader(const std::filesystem::path& path);

  /// The file's size in bytes when it was opened.
  std::uintmax_t size() const { return size_; }

  /// Fills as much of `block` as the file still has; 0 at its end.
  std::size_t read(std::span<std::byte> block);

 private:
  std::filesystem::path path_;
  FileDescriptor file_;
  std::uintmax_t size_ = 0;
};

/// The bytes of a file as they are on the disk.
std::vector<std::byte> read_file(const std::filesystem::path& path);

}  // namespace strata
