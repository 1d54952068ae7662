#pragma once

// The weights of entries as one function, for the kernels of every device.

#include "01_tensors/tensor.hpp"

namespace strata {

/// The weight of an entry, given by its position in the batch. Weights for one sample repeat.
template <class T>
class WeightOfEntry {
 public:
  /// Every weight is 1 without a tensor.
  explicit WeightOfEntry(const Tensor* weights)
      : WeightOfEntry(weights == nullptr ? nullptr : weights->data<T>(), weights == nullptr ? 1 : weights->count()) {}

  /// From the weights themselves; null for none.
  constexpr WeightOfEntry(const T* weights, Index count) : weights_(weights), count_(count) {}

  /// At a position in row-major order.
  constexpr double operator()(Index position) const {
    return weights_ == nullptr ? 1.0 : static_cast<double>(weights_[position % count_]);
  }

 private:
  const T* weights_;
  Index count_;
};

}  // namespace strata
