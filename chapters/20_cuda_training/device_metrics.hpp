#pragma once

#include "01_tensors/tensor.hpp"

namespace strata {

/// What was added up since the last reset().
struct RunningMetrics {
  double loss_sum = 0;  ///< of all samples
  Index right = 0;      ///< predictions
  Index samples = 0;    ///< all
  Index batches = 0;    ///< likewise
  Index first_bad = 0;  ///< the first batch, from 1, whose losses were not finite; 0 if there was none

  /// Mean loss of a sample.
  double loss() const { return loss_sum / static_cast<double>(samples); }
  /// From 0 to 1.
  double accuracy() const { return static_cast<double>(right) / static_cast<double>(samples); }
};

/// Loss and accuracy of an epoch, added up on the GPU: nobody waits before the end of the epoch, and a CUDA graph can
/// record add().
class DeviceMetrics {
 public:
  /// Nothing was seen yet.
  DeviceMetrics();

  /// Forgets everything.
  void reset();

  /// Adds a batch.
  /// @param losses  of each sample, float64 [N] on the GPU: Criterion::sample_losses()
  /// @param scores  what the network said, [N,K] of float32 or float64 on the GPU
  /// @param labels  int32 [N] on the GPU
  /// @throws Error if shapes, dtypes or devices differ from these
  void add(const Tensor& losses, const Tensor& scores, const Tensor& labels);

  /// Waits for the GPU and copies five numbers.
  RunningMetrics read() const;

 private:
  Tensor sums_;  // float64 [5], in the order of RunningMetrics; whole numbers are exact up to 2^53
};

}  // namespace strata
