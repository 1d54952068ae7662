#pragma once

#include <cstdint>
#include <vector>

#include "01_tensors/tensor.hpp"

namespace strata {

/// Rows of scores, two of them with equal largest ones, and the class of each.
struct ArgmaxCase {
  Tensor scores = Tensor::from<float>({4, 3}, {1, 3, 2, -5, -7, -6, 0, 4, 4, 9, 9, 9});
  std::vector<std::int32_t> classes{1, 0, 1, 0};
};

}  // namespace strata
