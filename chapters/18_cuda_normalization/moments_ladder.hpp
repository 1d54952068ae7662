#pragma once

// Five ways to the mean and the variance of the channels of a batch; the first is wrong, the fifth is installed. For
// files that hold kernels (.cu).

#include <cuda_runtime.h>

#include "18_cuda_normalization/batch_moments.hpp"

namespace strata::moments {

// [region squares]
/// Rung 1: v = Σ x² / R - μ² (8.12), a thread for each channel. Sums are of the type S.
template <class S, class T>
__global__ void squares_less_square(const T* x, Index rows, Index channels, S* mean, S* variance) {
  const Index c = thread_number();
  if (c >= channels) return;
  S sum = 0, squares = 0;
  for (Index row = 0; row < rows; ++row) {
    const S number = static_cast<S>(x[row * channels + c]);
    sum += number;
    squares += number * number;
  }
  const S count = static_cast<S>(rows), mu = sum / count;
  mean[c] = mu;
  variance[c] = squares / count - mu * mu;
}
// [endregion squares]

// [region two_readings]
/// Rung 2: the mean (8.5) and then the variance (8.6), with two readings of the channel.
template <class S, class T>
__global__ void two_readings(const T* x, Index rows, Index channels, S* mean, S* variance) {
  const Index c = thread_number();
  if (c >= channels) return;
  const S count = static_cast<S>(rows);
  S sum = 0, squares = 0;
  for (Index row = 0; row < rows; ++row) sum += static_cast<S>(x[row * channels + c]);
  const S mu = sum / count;
  for (Index row = 0; row < rows; ++row) {
    const S distance = static_cast<S>(x[row * channels + c]) - mu;
    squares += distance * distance;
  }
  mean[c] = mu;
  variance[c] = squares / count;
}
// [endregion two_readings]

// [region welford]
/// Rung 3: Welford's update (18.7), with one reading.
template <class S, class T>
__global__ void welford(const T* x, Index rows, Index channels, S* mean, S* variance) {
  const Index c = thread_number();
  if (c >= channels) return;
  S mu = 0, squares = 0;
  for (Index row = 0; row < rows; ++row) {
    const S number = static_cast<S>(x[row * channels + c]);
    const S before = number - mu;
    mu += before / static_cast<S>(row + 1);
    squares += before * (number - mu);
  }
  mean[c] = mu;
  variance[c] = squares / static_cast<S>(rows);
}
// [endregion welford]

// [region single]
/// Rung 4: the tiles of (18.10), a number joining at a time: (18.6) with n₂ = 1 is Welford's update.
template <class T>
struct SingleMoments {
  const T* x;      ///< [R, C]
  Index channels;  ///< C

  /// Over rows of one channel.
  __device__ Moments operator()(RowRange rows, Index channel) const {
    Moments all{};
    for (Index row = rows.first; row < rows.end; row += rows.step) {
      all = all + Moments{1, static_cast<double>(x[row * channels + channel]), 0};
    }
    return all;
  }
};
// [endregion single]

/// Starts one of them, by its number from 1. Rungs 4 and 5 add up in float64, whatever S is.
template <class S, class T>
void run_rung(int rung, const T* x, Index rows, Index channels, S* mean, S* variance) {
  const Launch threads = elementwise(channels);
  switch (rung) {
    case 1:
      return launch<squares_less_square<S, T>>(threads, x, rows, channels, mean, variance);
    case 2:
      return launch<two_readings<S, T>>(threads, x, rows, channels, mean, variance);
    case 3:
      return launch<welford<S, T>>(threads, x, rows, channels, mean, variance);
    case 4:
      return fold<Moments>(rows, channels, SingleMoments<T>{x, channels}, StoreMoments<S>{mean, variance});
    default:
      return fold<Moments>(rows, channels, BatchMoments<T>{x, channels}, StoreMoments<S>{mean, variance});
  }
}

}  // namespace strata::moments
