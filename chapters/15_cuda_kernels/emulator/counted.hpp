#pragma once

#include "15_cuda_kernels/emulator/access_counts.hpp"
#include "15_cuda_kernels/emulator/atomics.hpp"
#include "15_cuda_kernels/emulator/site.hpp"
#include "15_cuda_kernels/emulator/warp_exchange.hpp"
#include "15_cuda_kernels/pack.hpp"

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
  /// The number, without a note.
  T unnoted() const { return value_; }
  void set_unnoted(T value) { value_ = value; }
  /// @}

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

/// A shuffle hands over a register.
template <class T>
Counted<T> __shfl_xor_sync(unsigned mask, Counted<T> value, int lane_mask, Site site = Site::here()) {
  return ::__shfl_xor_sync(mask, value.unnoted(), lane_mask, warpSize, site);
}

/// What an atomic function changes is counted with the launch (launch_counts.hpp), and is no load and no store here.
template <class T>
Counted<T> atomicAdd(Counted<T>* place, Counted<T> value) {
  return ::atomicAdd(reinterpret_cast<T*>(place), value.unnoted());
}

/// @{
/// A pack is one access of 16 bytes.
template <class T>
Pack<Counted<T>> load_pack(const Counted<T>* from) {
  Pack<Counted<T>> pack;
  note_access(Access::load, from, 16);
  for (Index i = 0; i < Pack<Counted<T>>::size; ++i) pack.values[i] = from[i].unnoted();
  return pack;
}
template <class T>
void store_pack(const Pack<Counted<T>>& pack, Counted<T>* to) {
  note_access(Access::store, to, 16);
  for (Index i = 0; i < Pack<Counted<T>>::size; ++i) to[i].set_unnoted(pack.values[i].unnoted());
}
/// @}

}  // namespace strata::emulator
