#pragma once

// The loops over classes that the CPU kernels of three losses share.

#include "01_tensors/tensor.hpp"
#include "05_losses/class_shares.hpp"
#include "05_losses/entry_loops.hpp"

namespace strata {

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
