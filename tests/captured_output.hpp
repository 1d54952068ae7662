#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <string>

namespace strata {

/// Sends what is written to stdout or stderr into a temporary file, or a file of the test's choice, until the object
/// goes.
class CapturedOutput {
 public:
  explicit CapturedOutput(std::FILE* stream) : CapturedOutput(stream, nullptr) {}

  CapturedOutput(std::FILE* stream, const char* path)
      : stream_(stream), file_(path == nullptr ? std::tmpfile() : std::fopen(path, "w")) {
    std::fflush(stream_);
    original_ = ::dup(::fileno(stream_));
    ::dup2(::fileno(file_), ::fileno(stream_));
  }

  CapturedOutput(const CapturedOutput&) = delete;
  CapturedOutput& operator=(const CapturedOutput&) = delete;

  ~CapturedOutput() {
    std::fflush(stream_);
    std::clearerr(stream_);
    ::dup2(original_, ::fileno(stream_));
    ::close(original_);
    std::fclose(file_);  // NOLINT(cppcoreguidelines-owning-memory): this class is its owner
  }

  /// Everything written so far.
  std::string text() {
    std::fflush(stream_);
    std::string text;
    std::rewind(file_);
    for (int letter = std::fgetc(file_); letter != EOF; letter = std::fgetc(file_)) text += static_cast<char>(letter);
    return text;
  }

 private:
  std::FILE* stream_;
  std::FILE* file_;
  int original_ = -1;
};

}  // namespace strata
