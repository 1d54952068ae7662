#pragma once

// Typed views of a tensor's elements: what kernels and programs read and write through. A view of a temporary would
// outlive its elements, so those overloads are deleted. This header includes Eigen, and tensor.hpp does not, so that a
// CUDA compiler never sees Eigen.

#include <Eigen/Core>

#include "01_tensors/image.hpp"
#include "01_tensors/tensor.hpp"

namespace strata {

/// @{
/// A matrix whose rows are contiguous, seen through Eigen: y = x * w.transpose() reads like the equation.
template <class T>
using Matrix = Eigen::Map<Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>;
template <class T>
using ConstMatrix = Eigen::Map<const Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>;
/// @}

/// @{
/// One row of numbers, seen through Eigen.
template <class T>
using Row = Eigen::Map<Eigen::Matrix<T, 1, Eigen::Dynamic>>;
template <class T>
using ConstRow = Eigen::Map<const Eigen::Matrix<T, 1, Eigen::Dynamic>>;
/// @}

/// @{
/// The elements as a matrix: the first axis counts the rows, all the others together count the columns. An image batch
/// [N,H,W,C] becomes N rows of H·W·C columns. @throws Error if T is not the dtype, or the tensor is not on the CPU
template <class T>
Matrix<T> matrix(Tensor& tensor) {
  return Matrix<T>(tensor.values<T>().data(), tensor.dim(0), tensor.count() / tensor.dim(0));
}
template <class T>
ConstMatrix<T> matrix(const Tensor& tensor) {
  return ConstMatrix<T>(tensor.values<T>().data(), tensor.dim(0), tensor.count() / tensor.dim(0));
}
template <class T>
ConstMatrix<T> matrix(const Tensor&&) = delete;
/// @}

/// @{
/// All elements as one row, whatever the shape. @throws Error as matrix() does
template <class T>
Row<T> row(Tensor& tensor) {
  return Row<T>(tensor.values<T>().data(), tensor.count());
}
template <class T>
ConstRow<T> row(const Tensor& tensor) {
  return ConstRow<T>(tensor.values<T>().data(), tensor.count());
}
template <class T>
ConstRow<T> row(const Tensor&&) = delete;
/// @}

/// @{
/// The elements of a [N,H,W,C] tensor as images. @throws Error as matrix() does, or if the rank is not 4
template <class T>
Image<T> image(Tensor& tensor) {
  expect_shape(tensor, {{any, any, any, any}, "NHWC"}, "image view");
  return {tensor.values<T>().data(), tensor.dim(0), tensor.dim(1), tensor.dim(2), tensor.dim(3)};
}
template <class T>
Image<const T> image(const Tensor& tensor) {
  expect_shape(tensor, {{any, any, any, any}, "NHWC"}, "image view");
  return {tensor.values<T>().data(), tensor.dim(0), tensor.dim(1), tensor.dim(2), tensor.dim(3)};
}
template <class T>
Image<const T> image(const Tensor&&) = delete;
/// @}

}  // namespace strata
