#include "10_convolution/conv2d_cpu.hpp"

namespace strata {

// [region table]
// The set that stands last is the one that runs, unless prefer_kernels() names another.
constinit KernelTable<Conv2dKernels> Conv2dKernels::table{
    "Conv2d",
    "link strata::cuda_convolution, chapter 19",
    {{Device::cpu, Dtype::f32, loops_kernels, &conv2d_loops_f32},
     {Device::cpu, Dtype::f64, loops_kernels, &conv2d_loops_f64},
     {Device::cpu, Dtype::f32, im2col_kernels, &conv2d_im2col_f32},
     {Device::cpu, Dtype::f64, im2col_kernels, &conv2d_im2col_f64}}};
// [endregion table]

}  // namespace strata
