#pragma once

#include "01_tensors/tensor.hpp"

namespace strata {

/// Where the element at `position` of a [rows, columns] matrix is read by a kernel that takes the same memory for a
/// [columns, rows] matrix and transposes it. For a square matrix this is the transpose.
inline Index transposed_position(const Shape& shape, Index position) {
  const Index rows = shape[0], columns = shape[1];
  return position % columns * rows + position / columns;
}

/// The matrix that such a kernel sees. @pre a matrix on the CPU
inline Tensor transposed_elements(const Tensor& matrix) {
  Tensor result(matrix.shape(), matrix.options());
  with_type(matrix.dtype(), [&]<class T>() {
    const auto from = matrix.values<T>();
    const auto to = result.values<T>();
    for (Index i = 0; i < matrix.count(); ++i) {
      to[static_cast<std::size_t>(i)] = from[static_cast<std::size_t>(transposed_position(matrix.shape(), i))];
    }
  });
  return result;
}

}  // namespace strata
