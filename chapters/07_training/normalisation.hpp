#pragma once

#include <vector>

#include "01_tensors/dataset.hpp"

namespace strata {

/// What is done to a pixel before a network sees it: x = (p / 255 - mean) / deviation, for each channel (7.2).
struct Normalisation {
  std::vector<double> mean;       ///< one number per channel, for pixels from 0 to 1
  std::vector<double> deviation;  ///< likewise, above 0

  /// Pixels from 0 to 1, as they are.
  static Normalisation none(Index channels);

  /// Mean and standard deviation of all pixels of each channel: afterwards they are 0 and 1. Take them from the
  /// training images only; the test images know nothing of each other.
  static Normalisation measured(const Dataset& train);

  /// What the homework used: (0.1307, 0.3081) for MNIST, three means and deviations for CIFAR-10; measured() for other
  /// data sets.
  static Normalisation published(const Dataset& train);

  /// Images of bytes [N,H,W,C] as float32 numbers of the same shape. @throws Error unless there is one mean and one
  /// deviation above 0 for each channel
  Tensor apply(const Tensor& images) const;
};

}  // namespace strata
