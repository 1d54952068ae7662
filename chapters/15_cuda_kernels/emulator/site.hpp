#pragma once

namespace strata::emulator {

/// A line of a kernel. As a default argument it is the line of the call. (std::source_location would do, but clang 14
/// cannot compile the one of libstdc++.)
struct Site {
  const char* file = "";  ///< "chapters/16_cuda_reductions/sum.cu"
  int line = 0;           ///< from 1

  /// The line that calls here().
  static constexpr Site here(const char* file = __builtin_FILE(), int line = __builtin_LINE()) { return {file, line}; }

  /// The same line.
  constexpr bool operator==(const Site& other) const { return file == other.file && line == other.line; }
};

}  // namespace strata::emulator
