#include "common/system_error.hpp"

#include <cerrno>
#include <system_error>

namespace strata {

std::string system_error_text(int error_number) { return std::generic_category().message(error_number); }

std::string write_error_hint(int error_number) {
  switch (error_number) {
    case ENOSPC:
    case EDQUOT:
      return "free some space or write to another disk";
    case EFBIG:
      return "raise the limit on file sizes (ulimit -f)";
    case ENOENT:
    case ENOTDIR:
      return "create the folder first or correct the path";
    case EACCES:
    case EPERM:
    case EROFS:
      return "choose a folder that you may write to";
    default:
      return "";
  }
}

std::string read_error_hint(int error_number) {
  switch (error_number) {
    case ENOENT:
    case ENOTDIR:
      return "check the path";
    case EACCES:
    case EPERM:
      return "change the file's permissions with chmod u+r, or run as a user who may read it";
    case EISDIR:
      return "name a file inside this folder";
    default:
      return "";
  }
}

}  // namespace strata
