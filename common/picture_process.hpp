#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace strata {

/// How a program that was run ended and what it wrote.
struct ProcessResult {
  bool found = true;          ///< false where no such program could be started
  int exit_status = 0;        ///< as shells count: 128 and more where a signal ended it
  bool timed_out = false;     ///< the limit passed, and it was ended
  std::string output = "";    ///< its stdout
  std::string messages = "";  ///< its stderr
};

/// Runs a program with `input` as its stdin, in the folder `folder`, and waits for it. No shell takes part: arguments
/// are passed as they are. Throws Error where the system refuses what has nothing to do with the program, such as
/// memory.
ProcessResult run_process(const std::vector<std::string>& program_and_arguments, std::string_view input,
                          const std::filesystem::path& folder, std::chrono::milliseconds limit);

}  // namespace strata
