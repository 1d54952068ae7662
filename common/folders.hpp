#pragma once

#include <filesystem>
#include <vector>

#include "common/file_descriptor.hpp"

namespace strata {

/// Creates a folder and those above it, unless they are there. @throws Error where the system refuses
void create_folders(const std::filesystem::path& folder);

/// The regular files in a folder, sorted by name. @throws Error where the folder is missing or may not be read
std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder);

/// Gives the folder `from` the name `to` in one step. Where there is a folder of that name already, the two change
/// names, and the earlier one is then removed: at every moment `to` is the earlier folder or the new one, complete.
/// Both must be on one file system. @throws Error where the system refuses
void replace_folder(const std::filesystem::path& from, const std::filesystem::path& to);

/// While it lives, no other process can lock the same folder. It ends with the process, whatever happens to that.
class FolderLock {
 public:
  /// @throws Error where another process has the lock, or the folder is missing
  explicit FolderLock(const std::filesystem::path& folder);

 private:
  FileDescriptor folder_;
};

}  // namespace strata
