#pragma once

// CUDA's atomic functions. They are real ones, so that the thread sanitizer takes them for what they are, and relaxed,
// because CUDA's order nothing else either.

#include <cstdint>
#include <type_traits>

#include "15_cuda_kernels/emulator/launch_counts.hpp"
#include "15_cuda_kernels/emulator/warp_exchange.hpp"

namespace strata::emulator {

/// *place becomes function(*place) in one go; returns what was there before.
template <class T, class Function>
T change_atomically(T* place, Function function) {
  using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
  static_assert(sizeof(T) == sizeof(Bits), "CUDA's atomic functions take values of 4 or 8 bytes");
  count_atomic();
  Bits* const bits = reinterpret_cast<Bits*>(place);
  Bits before = __atomic_load_n(bits, __ATOMIC_RELAXED);
  for (;;) {
    const auto after = static_cast<Bits>(to_bits(function(from_bits<T>(before))));
    if (__atomic_compare_exchange_n(bits, &before, after, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
      return from_bits<T>(before);
    }
  }
}

}  // namespace strata::emulator

/// @{
/// As in CUDA.
template <class T>
T atomicAdd(T* place, std::type_identity_t<T> value) {
  return strata::emulator::change_atomically(place, [value](T old) { return static_cast<T>(old + value); });
}
template <class T>
T atomicMax(T* place, std::type_identity_t<T> value) {
  return strata::emulator::change_atomically(place, [value](T old) { return old < value ? value : old; });
}
template <class T>
T atomicMin(T* place, std::type_identity_t<T> value) {
  return strata::emulator::change_atomically(place, [value](T old) { return value < old ? value : old; });
}
template <class T>
T atomicExch(T* place, std::type_identity_t<T> value) {
  return strata::emulator::change_atomically(place, [value](T) { return value; });
}
template <class T>
T atomicCAS(T* place, std::type_identity_t<T> expected, std::type_identity_t<T> value) {
  return strata::emulator::change_atomically(place, [=](T old) { return old == expected ? value : old; });
}
/// @}
