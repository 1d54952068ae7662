#pragma once

#include <cstdint>
#include <vector>

#include "01_tensors/tensor.hpp"

namespace strata {

/// Labels of classes [N], as data sets have them.
inline Tensor labels(const std::vector<std::int32_t>& values) {
  return Tensor::from<std::int32_t>({static_cast<Index>(values.size())}, values);
}

}  // namespace strata
