#pragma once

#include <unistd.h>

#include <utility>

namespace strata {

/// Owns an open file or socket of the operating system and closes it at the end of its life.
class FileDescriptor {
 public:
  /// Owns nothing.
  FileDescriptor() = default;

  /// Takes over what a system call such as open() returned; -1, its sign of failure, stands for nothing.
  explicit FileDescriptor(int number) : number_(number) {}

  /// Leaves `other` owning nothing.
  FileDescriptor(FileDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

  /// Exchanges the two; what this one owned is closed when `other` ends.
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }

  ~FileDescriptor() { close(); }

  /// True where opening succeeded: the system's calls return -1 where it did not.
  explicit operator bool() const { return number_ >= 0; }

  /// The number to hand to system calls, which stays owned by this object; -1 where it owns nothing.
  int get() const { return number_; }

  /// Closes now. Returns false where the system reports an error, which for a written file can mean lost data.
  bool close() { return number_ < 0 || ::close(std::exchange(number_, -1)) == 0; }

 private:
  int number_ = -1;
};

}  // namespace strata
