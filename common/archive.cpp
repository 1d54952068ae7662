#include "common/archive.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <memory>
#include <new>

#include "common/error.hpp"
#include "common/read_file.hpp"

namespace strata {
namespace {

struct FreeArchive {
  void operator()(archive* handle) const { archive_read_free(handle); }
};

class ArchiveReader {
 public:
  explicit ArchiveReader(const std::filesystem::path& path) : path_(path), handle_(archive_read_new()) {
    if (handle_ == nullptr) throw std::bad_alloc();
    const FileReader readable(path);  // has the clearer messages for files that cannot be opened
    constexpr std::size_t block = 1 << 20;
    check(archive_read_support_filter_all(handle_.get()));
    check(archive_read_support_format_tar(handle_.get()));
    check(archive_read_open_filename(handle_.get(), path.c_str(), block));
  }

  // False at the end of the archive.
  bool next() {
    const int result = archive_read_next_header(handle_.get(), &entry_);
    if (result == ARCHIVE_EOF) return false;
    check(result);
    return true;
  }

  bool is_regular_file() const { return archive_entry_filetype(entry_) == AE_IFREG; }

  std::string name() const {
    const char* name = archive_entry_pathname(entry_);
    return name == nullptr ? "" : std::filesystem::path(name).filename().string();
  }

  std::vector<std::byte> bytes() {
    std::vector<std::byte> bytes;
    constexpr std::size_t step = 1 << 20;
    while (true) {
      const std::size_t size = bytes.size();
      bytes.resize(size + step);
      const la_ssize_t count = archive_read_data(handle_.get(), bytes.data() + size, step);
      if (count < 0) check(static_cast<int>(count));
      bytes.resize(size + static_cast<std::size_t>(count));
      if (count == 0) return bytes;
    }
  }

 private:
  // Some filters report a truncated stream as an error of their own only, so that a warning counts as well.
  void check(int result) const {
    if (result == ARCHIVE_OK || (result == ARCHIVE_WARN && archive_errno(handle_.get()) == 0)) return;
    const char* words = archive_error_string(handle_.get());
    throw Error({path_.string(), fmt::format("an archive that cannot be read ({})", words == nullptr ? "" : words),
                 "a complete .tar.gz or .tar.xz file", "fetch or copy the file again"});
  }

  std::filesystem::path path_;
  std::unique_ptr<archive, FreeArchive> handle_;
  archive_entry* entry_ = nullptr;  // owned by the handle
};

}  // namespace

void read_archive(const std::filesystem::path& path, FunctionRef<bool(const std::string& name)> wanted,
                  FunctionRef<void(const std::string& name, std::vector<std::byte> bytes)> use) {
  ArchiveReader archive(path);
  while (archive.next()) {
    const std::string name = archive.name();
    if (archive.is_regular_file() && wanted(name)) use(name, archive.bytes());
  }
}

}  // namespace strata
