#pragma once

#include "03_linear/linear.hpp"
#include "06_optimizers/adam.hpp"
#include "06_optimizers/sgd.hpp"
#include "10_convolution/conv2d.hpp"

namespace strata::fast_cpu {

/// @{
/// The sets of functions that install() puts into the tables of chapters 3, 6 and 10.
extern const LinearKernels linear_f32, linear_f64;
extern const AdamKernels adam_f32, adam_f64;
extern const SgdKernels sgd_f32, sgd_f64;
extern const Conv2dKernels conv2d_f32, conv2d_f64;
/// @}

}  // namespace strata::fast_cpu
