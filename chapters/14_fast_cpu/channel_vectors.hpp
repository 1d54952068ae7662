#pragma once

#include "14_fast_cpu/simd.hpp"

namespace strata::fast_cpu {

/// Some channels that fill a vector.
template <class T>
struct WholeVector {
  /// The channels at p.
  Vector<T> load(const T* p) const { return fast_cpu::load(p); }

  /// Writes them to p.
  void store(T* p, const Vector<T>& v) const { fast_cpu::store(p, v); }
};

/// The last channels, fewer than a vector has lanes.
template <class T>
struct PartOfVector {
  Index count;  ///< how many

  /// The channels at p, and zeros behind them.
  Vector<T> load(const T* p) const { return load_first(p, count); }

  /// Writes so many to p and no more.
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

/// (4.5) in each lane; NaN stays NaN.
template <class T>
[[gnu::always_inline]] inline Vector<T> relu(const Vector<T>& x) {
  return x < Vector<T>{} ? Vector<T>{} : x;
}

/// Which lanes hold NaN: all bits of the lane, or none.
template <class T>
[[gnu::always_inline]] inline auto is_nan(const Vector<T>& x) {
  return x != x;  // NOLINT(misc-redundant-expression): NaN alone differs from itself
}

/// dy times the derivative (4.6): 1 where x is above 0, and else 0, or NaN where x is NaN. x may be the input of a ReLU
/// or its output.
template <class T>
[[gnu::always_inline]] inline Vector<T> through_relu(const Vector<T>& x, const Vector<T>& dy) {
  return dy * (x > Vector<T>{} ? broadcast(T(1)) : relu<T>(x));
}

}  // namespace strata::fast_cpu
