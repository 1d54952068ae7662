#pragma once

#include "01_tensors/tensor.hpp"

namespace strata {

/// @{
/// The elements of a tensor of float32 or float64 as a kernel takes them: T is the tensor's type, or one of the same
/// size that counts how often it is loaded.
template <class T>
const T* numbers(const Tensor& x) {
  return x.dtype() == Dtype::f64 ? reinterpret_cast<const T*>(x.data<double>())
                                 : reinterpret_cast<const T*>(x.data<float>());
}
template <class T>
T* numbers_to_write(Tensor& x) {
  return x.dtype() == Dtype::f64 ? reinterpret_cast<T*>(x.data<double>()) : reinterpret_cast<T*>(x.data<float>());
}
/// @}

}  // namespace strata
