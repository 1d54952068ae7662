#pragma once

#include "15_cuda_kernels/emulator/access_counts.hpp"

namespace strata::emulator {

/// A number that notes when it is read from or written to memory, for count_accesses(): launch a kernel with Counted
/// instead of float. Numbers in registers are Counted as well, and note_access() knows them by their addresses.
template <class T>
class Counted {
 public:
  Counted() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): a kernel writes `T sum = 0`
  Counted(T value) : value_(value) {}
  Counted(const Counted& other) : value_(other.read()) {}
  Counted& operator=(const Counted& other) {
    const T value = other.read();
    note_access(Access::store, this, sizeof(T));
    value_ = value;
    return *this;
  }
  ~Counted() = default;

  /// The number.
  T read() const {
    note_access(Access::load, this, sizeof(T));
    return value_;
  }

  /// @{
  /// As with plain numbers.
  friend Counted operator+(const Counted& a, const Counted& b) { return a.read() + b.read(); }
  friend Counted operator-(const Counted& a, const Counted& b) { return a.read() - b.read(); }
  friend Counted operator*(const Counted& a, const Counted& b) { return a.read() * b.read(); }
  friend Counted operator/(const Counted& a, const Counted& b) { return a.read() / b.read(); }
  Counted& operator+=(const Counted& other) { return *this = *this + other; }
  Counted& operator-=(const Counted& other) { return *this = *this - other; }
  Counted& operator*=(const Counted& other) { return *this = *this * other; }
  friend bool operator<(const Counted& a, const Counted& b) { return a.read() < b.read(); }
  friend bool operator>(const Counted& a, const Counted& b) { return a.read() > b.read(); }
  friend bool operator==(const Counted& a, const Counted& b) { return a.read() == b.read(); }
  /// @}

 private:
  T value_;
};

}  // namespace strata::emulator
