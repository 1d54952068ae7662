#pragma once

#include <cstdlib>
#include <optional>
#include <string>
#include <utility>

namespace strata {

/// Sets an environment variable for one test.
class EnvironmentVariable {
 public:
  EnvironmentVariable(std::string name, const std::string& value) : name_(std::move(name)) {
    if (const char* earlier = std::getenv(name_.c_str())) earlier_ = earlier;
    ::setenv(name_.c_str(), value.c_str(), 1);
  }
  EnvironmentVariable(const EnvironmentVariable&) = delete;
  EnvironmentVariable& operator=(const EnvironmentVariable&) = delete;
  ~EnvironmentVariable() {
    if (earlier_) {
      ::setenv(name_.c_str(), earlier_->c_str(), 1);
    } else {
      ::unsetenv(name_.c_str());
    }
  }

 private:
  std::string name_;
  std::optional<std::string> earlier_;
};

}  // namespace strata
