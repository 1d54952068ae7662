#pragma once

// The loops over entries that the CPU kernels of four losses share. Formulas are evaluated in float64 whatever the
// network counts in: a loss has a few numbers per sample, and the network has thousands.

#include <algorithm>

#include "01_tensors/tensor.hpp"
#include "05_losses/entry_weights.hpp"
#include "common/parallel.hpp"

namespace strata {

/// How many samples one thread takes at a time: about 4,096 entries. It depends on the shape alone.
inline Index samples_per_chunk(Index entries_per_sample) { return std::max<Index>(1, 4096 / entries_per_sample); }

// [region loops]
/// losses_n = Σ_j w_nj loss(y_nj, t_nj)
template <class T, class Loss>
void sum_entries(const Tensor& output, const Tensor& target, const Tensor* weights, Tensor& losses, Loss loss) {
  const T *y = output.data<T>(), *t = target.data<T>();
  const WeightOfEntry<T> weight(weights);
  const Index entries = output.count() / output.dim(0);
  double* sums = losses.data<double>();
  parallel_for(output.dim(0), samples_per_chunk(entries), [&](Index begin, Index end) {
    for (Index n = begin; n < end; ++n) {
      double sum = 0;
      for (Index i = n * entries; i < (n + 1) * entries; ++i) {
        sum += weight(i) * loss(static_cast<double>(y[i]), static_cast<double>(t[i]));
      }
      sums[n] = sum;
    }
  });
}

/// dy_nj = scale · w_nj slope(y_nj, t_nj)
template <class T, class Slope>
void write_entries(const Tensor& output, const Tensor& target, const Tensor* weights, double scale, Tensor& gradient,
                   Slope slope) {
  const T *y = output.data<T>(), *t = target.data<T>();
  const WeightOfEntry<T> weight(weights);
  const Index entries = output.count() / output.dim(0);
  T* dy = gradient.data<T>();
  parallel_for(output.dim(0), samples_per_chunk(entries), [&](Index begin, Index end) {
    for (Index i = begin * entries; i < end * entries; ++i) {
      dy[i] = static_cast<T>(scale * weight(i) * slope(static_cast<double>(y[i]), static_cast<double>(t[i])));
    }
  });
}
// [endregion loops]

}  // namespace strata
