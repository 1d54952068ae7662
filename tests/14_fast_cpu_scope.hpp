#pragma once

#include "01_tensors/kernels.hpp"
#include "14_fast_cpu/kernel_sets.hpp"

namespace strata {

/// Runs layers and optimisers on the kernels of chapter 14 until the scope ends.
struct FastKernels {
  KernelScope<Conv2dKernels> conv2d_f32{{Device::cpu, Dtype::f32, "fast", &fast_cpu::conv2d_f32}};
  KernelScope<Conv2dKernels> conv2d_f64{{Device::cpu, Dtype::f64, "fast", &fast_cpu::conv2d_f64}};
  KernelScope<LinearKernels> linear_f32{{Device::cpu, Dtype::f32, "fast", &fast_cpu::linear_f32}};
  KernelScope<LinearKernels> linear_f64{{Device::cpu, Dtype::f64, "fast", &fast_cpu::linear_f64}};
  KernelScope<AdamKernels> adam_f32{{Device::cpu, Dtype::f32, "fast", &fast_cpu::adam_f32}};
  KernelScope<AdamKernels> adam_f64{{Device::cpu, Dtype::f64, "fast", &fast_cpu::adam_f64}};
  KernelScope<SgdKernels> sgd_f32{{Device::cpu, Dtype::f32, "fast", &fast_cpu::sgd_f32}};
  KernelScope<SgdKernels> sgd_f64{{Device::cpu, Dtype::f64, "fast", &fast_cpu::sgd_f64}};
  PreferKernels prefer{"fast"};
};

}  // namespace strata
