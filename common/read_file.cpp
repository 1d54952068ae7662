#include "common/read_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <string>

#include "common/error.hpp"
#include "common/system_error.hpp"

namespace strata {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, int error_number) {
  const std::string got =
      error_number == ENOENT ? "no such file" : fmt::format("\"{}\"", system_error_text(error_number));
  throw Error({path.string(), got, "a file that can be read", read_error_hint(error_number)});
}

}  // namespace

// O_NONBLOCK: opening a pipe must not wait for its other end.
FileReader::FileReader(const std::filesystem::path& path)
    : path_(path), file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
  if (!file_) fail(path, errno);
  struct stat status {};
  if (::fstat(file_.get(), &status) != 0) fail(path, errno);
  if (S_ISDIR(status.st_mode)) fail(path, EISDIR);
  if (!S_ISREG(status.st_mode)) throw Error({path.string(), "a device or a pipe", "a regular file", ""});
  size_ = static_cast<std::uintmax_t>(status.st_size);
}

std::size_t FileReader::read(std::span<std::byte> block) {
  std::size_t filled = 0;
  while (filled < block.size()) {
    const ssize_t count = ::read(file_.get(), block.data() + filled, block.size() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail(path_, errno);
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
  }
  return filled;
}

std::vector<std::byte> read_file(const std::filesystem::path& path) {
  FileReader file(path);
  std::vector<std::byte> bytes(file.size());
  bytes.resize(file.read(bytes));
  return bytes;
}

}  // namespace strata
