#include "15_cuda_kernels/cuda_kernels.hpp"

#include <cuda_runtime.h>

#include <memory>

#include "01_tensors/allocator.hpp"
#include "15_cuda_kernels/cuda_error.hpp"
#include "15_cuda_kernels/cuda_sets.hpp"
#include "15_cuda_kernels/device_memory.hpp"

namespace strata::cuda_kernels {

void install() {
  int devices = 0;
  expect_success(cudaGetDeviceCount(&devices), "Device CUDA");
  // Never destroyed, on purpose, as with the CPU's: a static tensor may give its block back after everything else.
  static CachingAllocator* const memory = std::make_unique<CachingAllocator>(cuda_memory()).release();
  install_allocator(Device::cuda, *memory);
  install_tensor_kernels();
  install_activation_kernels();
}

}  // namespace strata::cuda_kernels
