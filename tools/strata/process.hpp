#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace strata {

/// Becomes another program: exit code, signals and terminal are that program's from here on. Returns only by throwing
/// Error, when the program cannot be started.
[[noreturn]] void become(const std::filesystem::path& program, const std::vector<std::string>& arguments);

/// Starts a program, found in PATH, waits for it and returns its exit code, or 128 + N where signal N ended it. Throws
/// Error with `hint` when it cannot be started.
int run_and_wait(const std::string& program, const std::vector<std::string>& arguments, const std::string& hint);

}  // namespace strata
