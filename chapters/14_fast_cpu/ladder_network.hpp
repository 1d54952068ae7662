#pragma once

#include <cstddef>
#include <functional>

#include "02_modules/sequential.hpp"
#include "ladder_timing.hpp"

namespace strata::fast_cpu {

/// What running layers as one step brings.
struct LadderComparison {
  LadderTime evaluation[2], training[2];  ///< the layers one by one, and as one step
  std::size_t kept[2], peak[2];           ///< bytes

  /// Times faster.
  double evaluation_gain() const { return evaluation[0].possible() / evaluation[1].possible(); }
  double training_gain() const { return training[0].possible() / training[1].possible(); }
};

/// Measures the layers one by one and as one step, in turns, on one thread.
LadderComparison compare_with_layers(const std::function<Sequential()>& make, const Shape& image, Index images,
                                     Index rounds);

}  // namespace strata::fast_cpu
