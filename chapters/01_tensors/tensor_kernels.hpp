#pragma once

#include "01_tensors/kernels.hpp"
#include "01_tensors/tensor.hpp"

namespace strata {

/// What a device must know to hold tensors. Chapter 1 teaches the CPU, chapter 15 the GPU.
struct TensorKernels {
  void (*fill)(double value, Tensor& x);                  ///< every element becomes `value`
  void (*copy)(const Tensor& from, Tensor& to);           ///< equal shapes, one device, any two dtypes
  void (*copy_from_cpu)(const Tensor& from, Tensor& to);  ///< `from` lives on the CPU
  void (*copy_to_cpu)(const Tensor& from, Tensor& to);    ///< `to` lives on the CPU
  void (*add)(const Tensor& x, double scale, Tensor& y);  ///< y ← y + s x (1.3)

  /// Which functions run where.
  static KernelTable<TensorKernels> table;
};

}  // namespace strata
