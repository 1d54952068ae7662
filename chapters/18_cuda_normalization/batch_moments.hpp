#pragma once

// Mean and variance of the channels of a batch, with one reading of it. For files that hold kernels (.cu).

#include "14_fast_cpu/moments.hpp"
#include "18_cuda_normalization/fold_rows.hpp"

namespace strata {

// [region source]
/// The moments of a thread's rows. Eight numbers at a time are kept in registers, and (8.5) and (8.6) are taken over
/// them in two passes that read no memory; then they join those before (18.6).
template <class T>
struct BatchMoments {
  const T* x;      ///< [R, C]
  Index channels;  ///< C

  /// Over rows of one channel.
  __device__ Moments operator()(RowRange rows, Index channel) const {
    Moments all{};
    for (Index row = rows.first; row < rows.end; row += at_once * rows.step) {
      double numbers[at_once];
      double count = 0, sum = 0;
      for (Index i = 0; i < at_once; ++i) {
        const Index r = row + i * rows.step;
        if (r >= rows.end) break;
        numbers[i] = static_cast<double>(x[r * channels + channel]);
        sum += numbers[i];
        ++count;
      }
      const double mean = sum / count;
      double squares = 0;
      for (Index i = 0; i < at_once; ++i) {
        if (row + i * rows.step < rows.end) squares += (numbers[i] - mean) * (numbers[i] - mean);
      }
      all = all + Moments{count, mean, squares};
    }
    return all;
  }

 private:
  static constexpr Index at_once = 8;
};

/// Where they go.
template <class T>
struct StoreMoments {
  T *mean, *variance;  ///< [C] each

  /// (8.5), (8.6)
  __device__ void operator()(Index, Index channel, const Moments& moments) const {
    mean[channel] = static_cast<T>(moments.mean);
    variance[channel] = static_cast<T>(moments.variance());
  }
};
// [endregion source]

}  // namespace strata
