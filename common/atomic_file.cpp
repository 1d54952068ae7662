#include "common/atomic_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <atomic>
#include <cerrno>
#include <cstdio>

#include "common/error.hpp"
#include "common/system_error.hpp"

namespace strata {
namespace {

constexpr std::size_t buffer_size = 1 << 16;

// An existing target that is no regular file (a device, a pipe) must not be replaced by one.
void expect_replaceable(const std::filesystem::path& path, const std::filesystem::path& target) {
  struct stat status {};
  if (::stat(target.c_str(), &status) != 0 || S_ISREG(status.st_mode)) return;
  const bool folder = S_ISDIR(status.st_mode);
  throw Error({path.string(), folder ? "a folder" : "a device or a pipe", "the name of a regular file to write",
               folder ? "add a file name to the path" : "choose another path"});
}

std::filesystem::path follow_links(const std::filesystem::path& path) {
  std::error_code ignored;
  if (!std::filesystem::is_symlink(path, ignored)) return path;
  const std::filesystem::path target = std::filesystem::weakly_canonical(path, ignored);
  return target.empty() ? path : target;
}

// The name of the target differs per process and per file, so that two writers never share a temporary file.
std::filesystem::path temporary_name(const std::filesystem::path& target) {
  static std::atomic<unsigned> count{0};
  return target.string() + fmt::format(".partial-{}-{}", ::getpid(), count++);
}

// A new name in a folder is only safe once the folder itself is on the disk. Some file systems cannot do this for
// folders (EINVAL); the file is complete there all the same.
void synchronise_folder_of(const std::filesystem::path& path) {
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
  FileDescriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor && ::fsync(descriptor.get()) != 0 && errno != EINVAL) {
    throw Error({path.string(), system_error_text(errno), "the folder's new entry to reach the disk", ""});
  }
}

}  // namespace

AtomicFile::AtomicFile(const std::filesystem::path& path)
    : path_(path), target_(follow_links(path)), temporary_(temporary_name(target_)) {
  expect_replaceable(path_, target_);
  file_ = FileDescriptor(::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (!file_) fail(errno);
}

AtomicFile::~AtomicFile() {
  if (!committed_) ::unlink(temporary_.c_str());
}

void AtomicFile::write(std::string_view text) {
  buffer_.append(text);
  if (buffer_.size() >= buffer_size) flush();
}

void AtomicFile::write(std::span<const std::byte> bytes) {
  write(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

void AtomicFile::commit() {
  flush();
  if (::fsync(file_.get()) != 0) fail(errno);
  if (!file_.close()) fail(errno);
  if (std::rename(temporary_.c_str(), target_.c_str()) != 0) fail(errno);
  committed_ = true;
  synchronise_folder_of(target_);
}

void AtomicFile::flush() {
  for (std::string_view rest = buffer_; !rest.empty();) {
    const ssize_t count = ::write(file_.get(), rest.data(), rest.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail(errno);
    rest.remove_prefix(static_cast<std::size_t>(count));
    written_ += static_cast<std::uintmax_t>(count);
  }
  buffer_.clear();
}

void AtomicFile::fail(int error_number) const {
  std::error_code ignored;
  const bool earlier = std::filesystem::exists(target_, ignored);
  std::string hint = write_error_hint(error_number);
  if (earlier) hint += std::string(hint.empty() ? "" : "; ") + "the earlier file there is unchanged";
  throw Error({path_.string(), fmt::format("\"{}\" after {} bytes", system_error_text(error_number), written_),
               "to write the whole file", hint});
}

void write_file_atomically(const std::filesystem::path& path, std::span<const std::byte> bytes) {
  AtomicFile file(path);
  file.write(bytes);
  file.commit();
}

void write_file_atomically(const std::filesystem::path& path, std::string_view text) {
  write_file_atomically(path, std::as_bytes(std::span(text)));
}

void rename_durably(const std::filesystem::path& from, const std::filesystem::path& to) {
  const FileDescriptor file(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file || ::fsync(file.get()) != 0 || std::rename(from.c_str(), to.c_str()) != 0) {
    const int error_number = errno;
    throw Error({to.string(), fmt::format("\"{}\"", system_error_text(error_number)),
                 fmt::format("to give {} this name", from.string()), write_error_hint(error_number)});
  }
  synchronise_folder_of(to);
}

}  // namespace strata
