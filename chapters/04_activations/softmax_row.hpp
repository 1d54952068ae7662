#pragma once

// What is computed from one row of scores: by this chapter's kernels, and by the losses of chapter 5. Plain C++ without
// Eigen, so that a CUDA compiler can read it.

#include <algorithm>
#include <cmath>

#include "common/index.hpp"

namespace strata {

// [region row]
/// m of (4.23): the largest score of a row, as a T.
template <class T, class Score>
constexpr T largest_score(const Score* x, Index count) {
  T m = static_cast<T>(x[0]);
  for (Index k = 1; k < count; ++k) m = std::max(m, static_cast<T>(x[k]));
  return m;
}

/// The logarithms of the probabilities of one row of scores (4.28). The scores may be narrower than T, in which
/// everything is computed.
template <class T>
class LogSoftMaxRow {
 public:
  /// @param x      the first score of the row
  /// @param count  how many there are
  template <class Score>
  constexpr LogSoftMaxRow(const Score* x, Index count) : largest_(largest_score<T>(x, count)) {
    T sum = 0;
    for (Index j = 0; j < count; ++j) sum += std::exp(static_cast<T>(x[j]) - largest_);
    log_sum_ = std::log(sum);
  }

  /// Where m and Σ e^(x_j - m) are known already.
  constexpr LogSoftMaxRow(T largest, T sum) : largest_(largest), log_sum_(std::log(sum)) {}

  /// (4.28)  ln p_k = x_k - m - ln Σ e^(x_j - m), from the score x_k
  constexpr T log_probability(T score) const { return score - largest_ - log_sum_; }

  /// p_k, from the score x_k
  constexpr T probability(T score) const { return std::exp(log_probability(score)); }

 private:
  T largest_;
  T log_sum_ = 0;
};
// [endregion row]

}  // namespace strata
