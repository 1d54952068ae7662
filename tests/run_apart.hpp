#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <string>

#include "common/function_ref.hpp"
#include "tests/captured_output.hpp"

namespace strata {

/// How a process ended.
struct Ending {
  bool good = false;   ///< exit code 0
  std::string errors;  ///< what it wrote to stderr
};

/// Runs something in a process of its own, which may end badly without ending the tests.
inline Ending run_apart(FunctionRef<void()> action) {
  CapturedOutput errors(stderr);
  const pid_t child = ::fork();
  if (child == 0) {
    action();
    ::_exit(0);
  }
  int status = 0;
  const bool ended = child != -1 && ::waitpid(child, &status, 0) == child;
  return {ended && WIFEXITED(status) && WEXITSTATUS(status) == 0, errors.text()};
}

}  // namespace strata
