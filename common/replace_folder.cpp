#include "common/replace_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstdio>

#include "common/error.hpp"
#include "common/system_error.hpp"

namespace strata {
namespace {

void check(int result, const std::filesystem::path& from, const std::filesystem::path& to) {
  if (result == 0) return;
  const int error_number = errno;
  throw Error({to.string(), fmt::format("\"{}\"", system_error_text(error_number)),
               fmt::format("to give {} this name", from.string()), write_error_hint(error_number)});
}

}  // namespace

void replace_folder(const std::filesystem::path& from, const std::filesystem::path& to) {
  std::error_code ignored;
  if (!std::filesystem::exists(std::filesystem::symlink_status(to, ignored))) {
    check(std::rename(from.c_str(), to.c_str()), from, to);
    return;
  }
  const int result = ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_EXCHANGE);
  if (result != 0 && errno != EINVAL && errno != ENOSYS) check(result, from, to);
  if (result != 0) {
    // Not every file system can exchange two names; then the earlier folder steps aside first.
    const std::filesystem::path aside = from.string() + ".earlier";
    std::filesystem::remove_all(aside, ignored);
    check(std::rename(to.c_str(), aside.c_str()), to, aside);
    check(std::rename(from.c_str(), to.c_str()), from, to);
    check(std::rename(aside.c_str(), from.c_str()), aside, from);
  }
  std::filesystem::remove_all(from, ignored);
}

}  // namespace strata
