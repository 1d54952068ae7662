#pragma once

namespace strata {

// [region moments]
/// What is known of some numbers: enough to learn their mean and variance, and to put two groups of them together.
/// Plain C++, so that a CUDA compiler can read it; `Moments{}` is of no numbers at all.
struct Moments {
  double count;    ///< n, how many
  double mean;     ///< μ
  double squares;  ///< q = Σ (x - μ)²

  /// v (8.6)
  constexpr double variance() const { return squares / count; }

  /// (14.19)  δ = μ₂ - μ₁,  μ = μ₁ + δ n₂ / (n₁ + n₂),  q = q₁ + q₂ + δ² n₁ n₂ / (n₁ + n₂)
  friend constexpr Moments operator+(const Moments& one, const Moments& two) {
    const double both = one.count + two.count;
    if (both == 0) return one;
    const double delta = two.mean - one.mean;
    return {both, one.mean + delta * two.count / both,
            one.squares + (two.squares + delta * delta * one.count * two.count / both)};
  }
};
// [endregion moments]

}  // namespace strata
