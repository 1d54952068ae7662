#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "common/file_descriptor.hpp"

namespace strata {

/// A file that appears at its path all at once, or not at all.
///
/// What is written goes to a temporary file in the same folder. commit() makes sure that it is on the disk and gives it
/// its real name; a reader sees the earlier file or the new one and never a part. Without commit() (an exception, an
/// early return) the temporary file is removed and the earlier file stays as it was. A process that is killed can leave
/// the temporary file behind: its name is the file's own followed by ".partial-" and two numbers.
///
/// Every member throws Error where the system refuses: the folder is missing, the path is a folder, the disk is full.
class AtomicFile {
 public:
  /// Opens the temporary file. Where `path` is a link, the file that it names is replaced.
  explicit AtomicFile(const std::filesystem::path& path);
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  ~AtomicFile();

  /// @{
  /// Adds to the end of the file. Small pieces are gathered in memory, so a full disk may show only in commit().
  void write(std::span<const std::byte> bytes);
  void write(std::string_view text);
  /// @}

  /// Writes what is still in memory, waits until the disk has it and gives the file its name. Nothing can be written
  /// afterwards.
  void commit();

 private:
  void flush();
  [[noreturn]] void fail(int error_number) const;

  std::filesystem::path path_;       // as the caller named it, for messages
  std::filesystem::path target_;     // links followed
  std::filesystem::path temporary_;  // beside target_
  FileDescriptor file_;
  std::string buffer_;
  std::uintmax_t written_ = 0;
  bool committed_ = false;
};

/// @{
/// Writes a whole file with AtomicFile.
void write_file_atomically(const std::filesystem::path& path, std::span<const std::byte> bytes);
void write_file_atomically(const std::filesystem::path& path, std::string_view text);
/// @}

/// Makes sure that `from` is on the disk, then gives it the name `to` in one step, replacing an earlier file. Both
/// names must be on one file system.
void rename_durably(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace strata
