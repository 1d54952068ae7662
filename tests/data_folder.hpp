#pragma once

#include <cstdlib>

#include <filesystem>
#include <string>

namespace strata {

/// Makes a folder the data folder for one test.
class DataFolder {
 public:
  explicit DataFolder(const std::filesystem::path& folder) {
    if (const char* earlier = ::getenv("STRATA_DATA")) earlier_ = earlier;
    ::setenv("STRATA_DATA", folder.c_str(), 1);
  }
  DataFolder(const DataFolder&) = delete;
  DataFolder& operator=(const DataFolder&) = delete;
  ~DataFolder() {
    if (earlier_.empty()) {
      ::unsetenv("STRATA_DATA");
    } else {
      ::setenv("STRATA_DATA", earlier_.c_str(), 1);
    }
  }

 private:
  std::string earlier_;
};

}  // namespace strata
