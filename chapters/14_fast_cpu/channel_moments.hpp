#pragma once

#include "01_tensors/tensor.hpp"

namespace strata::fast_cpu {

/// Mean and variance of each channel of a batch that is computed in parts: each part is looked at while it is in the
/// cache.
template <class T>
class ChannelMoments {
 public:
  /// For so many parts.
  ChannelMoments(Index parts, Index channels);

  /// What `count` pixels of one part contribute. To be called once for each part; parts may be added by several
  /// threads.
  void add(Index part, const T* pixels, Index count);

  /// Mean and variance over all parts (8.5), (8.6): two means become one by (14.19), in the order of the parts.
  void combine(Tensor& mean, Tensor& variance) const;

 private:
  Index parts_, channels_;
  Tensor moments_;  // [parts, 2, C]: means, and sums of squared distances from them
  Tensor counts_;   // float64 [parts]
};

}  // namespace strata::fast_cpu
