#pragma once

#include "10_convolution/conv2d.hpp"

namespace strata {

/// @{
/// The sets of functions that chapter 10 teaches the CPU; Conv2dKernels::table holds them.
extern const Conv2dKernels conv2d_loops_f32, conv2d_loops_f64;
extern const Conv2dKernels conv2d_im2col_f32, conv2d_im2col_f64;
/// @}

}  // namespace strata
