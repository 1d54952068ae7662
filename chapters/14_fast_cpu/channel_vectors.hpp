#pragma once

#include "14_fast_cpu/simd.hpp"

namespace strata::fast_cpu {

/// Some channels that fill a vector.
template <class T>
struct WholeVector {
  Vector<T> load(const T* p) const { return fast_cpu::load(p); }
  void store(T* p, const Vector<T>& v) const { fast_cpu::store(p, v); }
};

/// The last channels, fewer than a vector has lanes.
template <class T>
struct PartOfVector {
  Index count;  ///< how many

  Vector<T> load(const T* p) const { return load_first(p, count); }
  void store(T* p, const Vector<T>& v) const { store_first(p, v, count); }
};

/// Calls action(channel, access) for every vector of channels, the last of which may be smaller. `access` loads and
/// stores that many numbers. What belongs to a channel stays in registers while the action walks over pixels.
template <class T, class Action>
[[gnu::always_inline]] inline void for_each_channel_vector(Index channels, const Action& action) {
  Index channel = 0;
  for (; channel + lanes<T> <= channels; channel += lanes<T>) action(channel, WholeVector<T>());
  if (channel < channels) action(channel, PartOfVector<T>{channels - channel});
}

/// The larger of two numbers in each lane, b where a is NaN.
template <class T>
[[gnu::always_inline]] inline Vector<T> larger(const Vector<T>& a, const Vector<T>& b) {
  return a > b ? a : b;
}

}  // namespace strata::fast_cpu
