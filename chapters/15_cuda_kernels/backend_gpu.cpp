// What is different in a program that nvcc has built.

#include <cuda_runtime.h>

#include "15_cuda_kernels/backend.hpp"
#include "15_cuda_kernels/cuda_error.hpp"

namespace strata {

Backend cuda_backend() { return Backend::gpu; }

std::string cuda_device_name() {
  int device = 0;
  expect_success(cudaGetDevice(&device), "cudaGetDevice");
  cudaDeviceProp properties;
  expect_success(cudaGetDeviceProperties(&properties, device), "cudaGetDeviceProperties");
  return properties.name;
}

std::string take_fault() { return ""; }

}  // namespace strata
