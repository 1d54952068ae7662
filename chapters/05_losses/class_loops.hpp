#pragma once

// The loops over classes that the CPU kernels of three losses share.

#include "01_tensors/tensor.hpp"
#include "05_losses/entry_loops.hpp"

namespace strata {

// [region shares]
/// t_nk, from labels or from probabilities: where a label says k, t_nk is 1, and 0 elsewhere (5.9).
template <class T>
class ClassShares {
 public:
  /// @param target   labels [N] in int32, or probabilities [N,K]
  /// @param classes  K
  ClassShares(const Tensor& target, Index classes)
      : labels_(target.dtype() == Dtype::i32 ? target.data<std::int32_t>() : nullptr),
        shares_(labels_ == nullptr ? target.data<T>() : nullptr),
        classes_(classes) {}

  /// t_nk.
  double operator()(Index n, Index k) const {
    if (labels_ != nullptr) return labels_[n] == k ? 1.0 : 0.0;
    return static_cast<double>(shares_[n * classes_ + k]);
  }

  /// Σ_k t_nk: 1, up to the rounding of given probabilities.
  double sum(Index n) const {
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

/// losses_n = Σ_k t_nk loss(y_nk). A class without a share counts for nothing, even if its loss is infinite.
template <class T, class Loss>
void sum_classes(const Tensor& output, const Tensor& target, Tensor& losses, Loss loss) {
  const Index classes = output.dim(1);
  const T* y = output.data<T>();
  const ClassShares<T> share(target, classes);
  double* sums = losses.data<double>();
  parallel_for(output.dim(0), samples_per_chunk(classes), [&](Index begin, Index end) {
    for (Index n = begin; n < end; ++n) {
      double sum = 0;
      for (Index k = 0; k < classes; ++k) {
        if (share(n, k) != 0) sum += share(n, k) * loss(static_cast<double>(y[n * classes + k]));
      }
      sums[n] = sum;
    }
  });
}

/// dy_nk = scale · t_nk slope(y_nk)
template <class T, class Slope>
void write_classes(const Tensor& output, const Tensor& target, double scale, Tensor& gradient, Slope slope) {
  const Index classes = output.dim(1);
  const T* y = output.data<T>();
  const ClassShares<T> share(target, classes);
  T* dy = gradient.data<T>();
  parallel_for(output.dim(0), samples_per_chunk(classes), [&](Index begin, Index end) {
    for (Index n = begin; n < end; ++n) {
      for (Index k = 0; k < classes; ++k) {
        const Index i = n * classes + k;
        dy[i] = share(n, k) == 0 ? T(0) : static_cast<T>(scale * share(n, k) * slope(static_cast<double>(y[i])));
      }
    }
  });
}

}  // namespace strata
