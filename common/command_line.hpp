#pragma once

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "common/function_ref.hpp"

namespace strata {

/// Runs a program from its arguments to its exit code, so that every program of Strata fails in the same way.
///
/// Parses the arguments and then calls body. Prints the help and returns 0 for --help. Returns 2, with one sentence
/// and a hint on the standard error, for arguments that make no sense and for a UsageError; 1, with its message, for
/// any other exception and when the standard output could not be written; 0 when all went well.
int run_command(CLI::App& app, int argc, const char* const* argv, FunctionRef<void()> body);

}  // namespace strata
