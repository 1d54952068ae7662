#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

#include "common/file_descriptor.hpp"

namespace strata {

/// A file that arrives in pieces, perhaps over several runs of a program. Until finish() its name ends in ".part"; what
/// is there from an earlier run is kept, so that the rest can be added. Members throw Error where the system refuses,
/// and where another process is adding to the same file.
class PartialFile {
 public:
  /// Opens `path` + ".part", empty or as an earlier run left it.
  explicit PartialFile(const std::filesystem::path& path);
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;
  ~PartialFile();  ///< keeps what has arrived

  /// How many bytes have arrived.
  std::uintmax_t size() const { return size_; }

  /// Where they are until finish().
  const std::filesystem::path& partial_path() const { return partial_; }

  /// Adds to the end of what has arrived.
  void append(std::span<const std::byte> bytes);

  /// Throws away what has arrived.
  void restart();

  /// Makes sure that the disk has everything and gives the file its name, replacing an earlier one.
  void finish();

 private:
  [[noreturn]] void fail(int error_number) const;

  std::filesystem::path path_;
  std::filesystem::path partial_;
  FileDescriptor file_;
  std::uintmax_t size_ = 0;
};

}  // namespace strata
