#pragma once

// One number from one dtype to another, for the kernels of every device: plain C++.

#include <limits>
#include <type_traits>
#include <utility>

namespace strata {

/// `value` as a To. A fraction is cut off and an integer type's ends are never passed, where C++ has no meaning for a
/// floating-point number outside of an integer type's range; NaN becomes 0 there.
template <class To, class From>
constexpr To convert(From value) {
  if constexpr (std::is_integral_v<To> && std::is_integral_v<From>) {
    if (std::in_range<To>(value)) return static_cast<To>(value);
    return std::cmp_less(value, 0) ? std::numeric_limits<To>::lowest() : std::numeric_limits<To>::max();
  } else if constexpr (std::is_integral_v<To>) {
    const auto wide = static_cast<double>(value);
    if (wide != wide) return To{0};
    // As a double, the largest int64 is rounded up to 2^63, which is too large: hence >=.
    if (wide >= static_cast<double>(std::numeric_limits<To>::max())) return std::numeric_limits<To>::max();
    if (wide <= static_cast<double>(std::numeric_limits<To>::lowest())) return std::numeric_limits<To>::lowest();
    return static_cast<To>(wide);
  } else {
    return static_cast<To>(value);
  }
}

}  // namespace strata
