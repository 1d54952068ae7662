#pragma once

// The scalar formulas of a mask, without Eigen and fmt, so that a kernel of another device can call them.

#include <cmath>
#include <cstdint>

#include "01_tensors/philox.hpp"
#include "01_tensors/random.hpp"
#include "common/index.hpp"

namespace strata {

// [region bernoulli]
/// One entry of an inverted mask from one random integer: 0 with probability p, else 1 / (1 - p).
struct Bernoulli {
  std::uint64_t threshold;  ///< integers below it drop: 2^32 p, rounded (9.15)
  double scale;             ///< 1 / (1 - p), what is kept is multiplied by; 0 where nothing is kept

  /// For a probability from 0 to 1, which the caller has checked.
  explicit Bernoulli(double p)
      : threshold(static_cast<std::uint64_t>(std::llround(p * 0x1p32))), scale(p < 1 ? 1 / (1 - p) : 0) {}

  /// (9.16)  m = [random >= threshold] / (1 - p). A product and no choice: half of the choices would be guessed wrong.
  template <class T>
  constexpr T entry(std::uint32_t random) const {
    return static_cast<T>(random >= threshold) * static_cast<T>(scale);
  }
};
// [endregion bernoulli]

// [region numbers]
/// The random integers of one mask. They begin where a random state (seed, position) points: integer i is number
/// i mod 4 of the block at position + i div 4 (9.17).
struct MaskNumbers {
  std::uint64_t seed;      ///< of the layer
  std::uint64_t position;  ///< of the mask's first block

  /// From the two numbers of a random state.
  explicit constexpr MaskNumbers(const std::int64_t* state)
      : seed(static_cast<std::uint64_t>(state[0])), position(static_cast<std::uint64_t>(state[1])) {}

  /// So many integers use up ⌈numbers / 4⌉ blocks (9.18).
  static constexpr Index blocks(Index numbers) { return (numbers + 3) / 4; }

  /// Integers 4b to 4b + 3.
  constexpr Philox::Counter block(Index b) const {
    const std::uint64_t address = position + static_cast<std::uint64_t>(b);
    return Philox::block({low(address), high(address), static_cast<std::uint32_t>(Stream::dropout), 0},
                         {low(seed), high(seed)});
  }

 private:
  static constexpr std::uint32_t low(std::uint64_t x) { return static_cast<std::uint32_t>(x); }
  static constexpr std::uint32_t high(std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); }
};
// [endregion numbers]

}  // namespace strata
