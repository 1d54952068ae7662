#pragma once

// The target of a loss of classes as one function, for the kernels of every device.

#include <cstdint>

#include "01_tensors/tensor.hpp"

namespace strata {

// [region shares]
/// t_nk, from labels or from probabilities: where a label says k, t_nk is 1, and 0 elsewhere (5.9).
template <class T>
class ClassShares {
 public:
  /// @param target   labels [N] in int32, or probabilities [N,K]
  /// @param classes  K
  ClassShares(const Tensor& target, Index classes)
      : ClassShares(target.dtype() == Dtype::i32 ? target.data<std::int32_t>() : nullptr,
                    target.dtype() == Dtype::i32 ? nullptr : target.data<T>(), classes) {}

  /// From the elements of one of the two; the other is null.
  constexpr ClassShares(const std::int32_t* labels, const T* shares, Index classes)
      : labels_(labels), shares_(shares), classes_(classes) {}

  /// t_nk.
  constexpr double operator()(Index n, Index k) const {
    if (labels_ != nullptr) return labels_[n] == k ? 1.0 : 0.0;
    return static_cast<double>(shares_[n * classes_ + k]);
  }

  /// Σ_k t_nk: 1, up to the rounding of given probabilities.
  constexpr double sum(Index n) const {
    double sum = 0;
    for (Index k = 0; k < classes_; ++k) sum += (*this)(n, k);
    return sum;
  }

 private:
  const std::int32_t* labels_;
  const T* shares_;
  Index classes_;
};
// [endregion shares]

}  // namespace strata
