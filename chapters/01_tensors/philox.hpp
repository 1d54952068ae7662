#pragma once

#include <array>
#include <cstdint>

namespace strata {

/// Philox4x32-10: ten rounds that turn a 128-bit counter and a 64-bit key into 128 random bits (1.5).
///
/// There is no state to carry from one number to the next: number one million is computed without the 999,999 before
/// it. That is why masks and shuffles are the same on every device, with every number of threads and after a resume.
/// Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011, section 3.3.
struct Philox {
  using Counter = std::array<std::uint32_t, 4>;  ///< the address of a block of random numbers, and the block itself
  using Key = std::array<std::uint32_t, 2>;      ///< the seed

  /// The 128 random bits at one address (1.5).
  // [region philox]
  static constexpr Counter block(Counter c, Key k) {
    for (int round = 0; round < 10; ++round) {
      const std::uint64_t p0 = std::uint64_t{0xD2511F53} * c[0];
      const std::uint64_t p1 = std::uint64_t{0xCD9E8D57} * c[2];
      c = {high(p1) ^ c[1] ^ k[0], low(p1), high(p0) ^ c[3] ^ k[1], low(p0)};
      k[0] += 0x9E3779B9;  // the golden ratio, less 1
      k[1] += 0xBB67AE85;  // the square root of 3, less 1
    }
    return c;
  }
  // [endregion philox]

 private:
  static constexpr std::uint32_t high(std::uint64_t product) { return static_cast<std::uint32_t>(product >> 32); }
  static constexpr std::uint32_t low(std::uint64_t product) { return static_cast<std::uint32_t>(product); }
};

}  // namespace strata
