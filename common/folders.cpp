#include "common/folders.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <string>

#include "common/error.hpp"
#include "common/system_error.hpp"

namespace strata {
namespace {

namespace fs = std::filesystem;

std::string quoted_error(int error_number) { return fmt::format("\"{}\"", system_error_text(error_number)); }

// Throws where the system call that was to give `from` the name `to` returned an error.
void expect_renamed(int result, const fs::path& from, const fs::path& to) {
  if (result == 0) return;
  const int error_number = errno;
  throw Error({to.string(), quoted_error(error_number), fmt::format("to give {} this name", from.string()),
               write_error_hint(error_number)});
}

void rename_folder(const fs::path& from, const fs::path& to) {
  expect_renamed(std::rename(from.c_str(), to.c_str()), from, to);
}

}  // namespace

void create_folders(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (fs::is_directory(folder)) return;
  const int error_number = error ? error.value() : ENOTDIR;
  throw Error({folder.string(), quoted_error(error_number), "to create this folder", write_error_hint(error_number)});
}

std::vector<fs::path> files_in(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> files;
  for (fs::directory_iterator entry(folder, error); !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    std::error_code ignored;
    if (entry->is_regular_file(ignored)) files.push_back(entry->path());
  }
  if (error) {
    throw Error(
        {folder.string(), quoted_error(error.value()), "a folder that can be read", read_error_hint(error.value())});
  }
  std::ranges::sort(files);
  return files;
}

void replace_folder(const fs::path& from, const fs::path& to) {
  std::error_code ignored;
  if (!fs::exists(fs::symlink_status(to, ignored))) return rename_folder(from, to);
  const int result = ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_EXCHANGE);
  if (result != 0 && (errno == EINVAL || errno == ENOSYS)) {
    // Not every file system can exchange two names. There, the earlier folder steps aside first.
    const fs::path aside = from.string() + ".earlier";
    fs::remove_all(aside, ignored);
    rename_folder(to, aside);
    try {
      rename_folder(from, to);
    } catch (const Error&) {
      rename_folder(aside, to);
      throw;
    }
    fs::remove_all(aside, ignored);
    return;
  }
  expect_renamed(result, from, to);
  fs::remove_all(from, ignored);
}

FolderLock::FolderLock(const fs::path& folder) : folder_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  if (!folder_) {
    throw Error({folder.string(), quoted_error(errno), "a folder that can be read", read_error_hint(errno)});
  }
  // File systems that cannot lock give other errors; there, one has to do without.
  if (::flock(folder_.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    throw Error({folder.string(), "another process that is changing this folder", "to be the only one",
                 "wait until it has ended"});
  }
}

}  // namespace strata
