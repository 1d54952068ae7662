#pragma once

#include <string>

namespace strata {

/// The operating system's words for an error number (errno): "No space left on device".
std::string system_error_text(int error_number);

/// What a reader can do where writing a file failed with this error number; empty where there is no general advice.
std::string write_error_hint(int error_number);

/// What a reader can do where reading a file failed with this error number; empty where there is no general advice.
std::string read_error_hint(int error_number);

}  // namespace strata
