#pragma once

#include <vector>

#include "01_tensors/tensor.hpp"

namespace strata {

/// A copy of the elements, in row-major order.
template <class T>
std::vector<T> elements(const Tensor& tensor) {
  return {tensor.values<T>().begin(), tensor.values<T>().end()};
}

}  // namespace strata
