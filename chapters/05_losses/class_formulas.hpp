#pragma once

// What the losses of classes compute from one sample. Plain templates, so that the kernels of every device compute the
// same formula.

#include <algorithm>
#include <cmath>

#include "common/index.hpp"

namespace strata {

// [region softmax_row]
/// The logarithms of softmax (5.15) for one row of scores. The largest score is subtracted first, so that no
/// exponential overflows and the sum is at least 1.
class LogSoftmaxRow {
 public:
  /// @param scores   the first of the row
  /// @param classes  how many there are
  template <class T>
  LogSoftmaxRow(const T* scores, Index classes) : highest_(static_cast<double>(scores[0])) {
    for (Index k = 1; k < classes; ++k) highest_ = std::max(highest_, static_cast<double>(scores[k]));
    double sum = 0;
    for (Index k = 0; k < classes; ++k) sum += std::exp(static_cast<double>(scores[k]) - highest_);
    log_sum_ = std::log(sum);
  }

  /// ln p_k, from the score y_k.
  double log_probability(double score) const { return (score - highest_) - log_sum_; }

  /// p_k, from the score y_k.
  double probability(double score) const { return std::exp(log_probability(score)); }

 private:
  double highest_, log_sum_ = 0;
};
// [endregion softmax_row]

// [region clipped]
/// The smallest probability that ClassNLLUnstable takes a logarithm of.
constexpr double smallest_probability = 1e-15;

/// -ln max(p, 1e-15) (5.11)
template <class T>
T clipped_nll(T p) {
  return -std::log(p < T(smallest_probability) ? T(smallest_probability) : p);
}

/// -1 / p, and 0 where the probability was clipped (5.12)
template <class T>
T clipped_nll_slope(T p) {
  return p < T(smallest_probability) ? T(0) : -1 / p;
}
// [endregion clipped]

}  // namespace strata
