#include "common/partial_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <string>

#include "common/atomic_file.hpp"
#include "common/error.hpp"
#include "common/system_error.hpp"

namespace strata {

PartialFile::PartialFile(const std::filesystem::path& path)
    : path_(path),
      partial_(path.string() + ".part"),
      file_(::open(partial_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666)) {
  struct stat status {};
  if (!file_ || ::fstat(file_.get(), &status) != 0) fail(errno);
  if (::flock(file_.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    throw Error({partial_.string(), "another process that writes it", "to be the only one", "wait until it has ended"});
  }
  size_ = static_cast<std::uintmax_t>(status.st_size);
}

PartialFile::~PartialFile() {
  if (file_ && size_ == 0) ::unlink(partial_.c_str());
}

void PartialFile::append(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file_.get(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail(errno);
    bytes = bytes.subspan(static_cast<std::size_t>(count));
    size_ += static_cast<std::uintmax_t>(count);
  }
}

void PartialFile::restart() {
  if (::ftruncate(file_.get(), 0) != 0) fail(errno);
  size_ = 0;
}

void PartialFile::finish() {
  rename_durably(partial_, path_);
  file_.close();
}

void PartialFile::fail(int error_number) const {
  throw Error({partial_.string(), fmt::format("\"{}\" after {} bytes", system_error_text(error_number), size_),
               "to write the whole file", write_error_hint(error_number)});
}

}  // namespace strata
