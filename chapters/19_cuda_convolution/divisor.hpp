#pragma once

// Whole division by a number that is the same for all threads. A GPU has no instruction for it, but it multiplies well.

#include <bit>
#include <cstdint>
#include <string>

#include "common/error.hpp"
#include "common/index.hpp"

namespace strata::cuda_convolution {

/// What a Divisor divides lies below this number.
constexpr Index divisible_below = Index{1} << 31;

/// @throws Error with `where` unless a kernel can number so many things with 31 bits
inline void expect_countable(Index count, const char* where) {
  if (count < divisible_below) return;
  throw Error({where, std::to_string(count) + " numbers in one tensor", "fewer than 2,147,483,648", "take a smaller batch"});
}

// [region divisor]
/// ⌊n / d⌋ as a multiplication and a shift (19.3), for n from 0 to 2^31 - 1 and a divisor d from 1 on.
class Divisor {
 public:
  /// @param divisor  d; what it divides is never above 2^31 - 1, and so d may be as large as it likes
  constexpr explicit Divisor(Index divisor = 1)
      : divisor_(static_cast<std::uint32_t>(divisor < divisible_below ? divisor : divisible_below)),
        shift_(31 + static_cast<std::uint32_t>(std::bit_width(divisor_ - 1))),
        factor_(static_cast<std::uint32_t>(((std::uint64_t{1} << shift_) + divisor_ - 1) / divisor_)) {}

  /// ⌊n / d⌋
  constexpr Index quotient(Index n) const {
    return static_cast<Index>(std::uint64_t{static_cast<std::uint32_t>(n)} * factor_ >> shift_);
  }

  /// n - d ⌊n / d⌋, where the quotient is known
  constexpr Index remainder(Index n, Index quotient) const { return n - quotient * divisor_; }

 private:
  std::uint32_t divisor_, shift_, factor_;
};
// [endregion divisor]

}  // namespace strata::cuda_convolution
