#pragma once

#include <filesystem>

namespace strata::experiments {

/// How the files of a results folder are written. A program reads no others.
constexpr int results_version = 1;

/// Makes the folder and writes its version there, or looks whether the version that is there is this one.
/// @throws Error where the folder cannot be made or written to, or holds results of another version
void open_results(const std::filesystem::path& folder);

}  // namespace strata::experiments
