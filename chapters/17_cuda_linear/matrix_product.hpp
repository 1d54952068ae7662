#pragma once

#include "01_tensors/tensor.hpp"
#include "02_modules/parameter.hpp"

namespace strata {

// [region factor]
/// A matrix on the GPU, row after row, as a factor of a product: as it is or transposed.
template <class T>
struct Factor {
  const T* elements;        ///< row 0, then row 1 and so on, without gaps
  Index rows, columns;      ///< as they are in memory
  bool transposed = false;  ///< whether the product is to take its transpose
  Index next = 0;           ///< in multiply_batch: how many elements on the next matrix begins
};
// [endregion factor]

/// A tensor's elements as a factor. Its first axis are the rows, all others the columns.
template <class T>
Factor<T> factor(const Tensor& matrix) {
  return {matrix.data<T>(), matrix.dim(0), matrix.count() / matrix.dim(0)};
}

/// The transpose of a factor.
template <class T>
Factor<T> transposed(Factor<T> matrix) {
  matrix.transposed = !matrix.transposed;
  return matrix;
}

/// C = A B, or C <- C + A B, by cuBLAS in the current stream (17.13). C is a matrix row after row and overlaps neither
/// factor. T is float or double. @throws Error if the sizes do not fit each other, or one is above 2^31 - 1
template <class T>
void multiply(const Factor<T>& a, const Factor<T>& b, Write write, T* c);

/// The same for so many pairs of matrices of equal sizes. The next pair begins a.next and b.next elements on, and its
/// product next_c on; 0 in a factor uses the same matrix for all.
template <class T>
void multiply_batch(const Factor<T>& a, const Factor<T>& b, Write write, T* c, Index next_c, Index count);

}  // namespace strata
