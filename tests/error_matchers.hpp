#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "common/error.hpp"
#include "common/function_ref.hpp"

namespace strata {

/// Runs something that must throw Error and returns the message; fails the test case where nothing is thrown.
inline std::string error_message(FunctionRef<void()> action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  FAIL("no strata::Error was thrown");
  return "";
}

/// Checks that a message contains every one of the parts.
inline void check_contains(const std::string& message, const std::vector<std::string>& parts) {
  for (const std::string& part : parts) CHECK_THAT(message, Catch::Matchers::Contains(part));
}

}  // namespace strata
