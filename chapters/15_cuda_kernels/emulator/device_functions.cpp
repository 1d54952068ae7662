// What the emulator says of the GPU that it stands for: how many, and what it is called.

#include <fmt/format.h>

#include "15_cuda_kernels/emulator/include/cuda_runtime_api.h"
#include "15_cuda_kernels/emulator/kernel_launch.hpp"
#include "15_cuda_kernels/emulator/settings.hpp"
#include "15_cuda_kernels/emulator/stream_queues.hpp"

using namespace strata::emulator;

namespace {

constexpr int version = 13000;  // CUDA 13.0

}  // namespace

cudaError_t cudaGetDeviceCount(int* count) {
  *count = settings().devices;
  return *count > 0 ? cudaSuccess : remember_error(cudaErrorNoDevice);
}

cudaError_t cudaGetDevice(int* device) {
  *device = 0;
  return settings().devices > 0 ? cudaSuccess : remember_error(cudaErrorNoDevice);
}

cudaError_t cudaSetDevice(int device) {
  return device >= 0 && device < settings().devices ? cudaSuccess : remember_error(cudaErrorInvalidDevice);
}

cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int device) {
  if (device < 0 || device >= settings().devices) return remember_error(cudaErrorInvalidDevice);
  *properties = {};
  *fmt::format_to_n(properties->name, sizeof(properties->name) - 1, "emulated GPU").out = '\0';
  properties->totalGlobalMem = settings().device_memory;
  properties->sharedMemPerBlock = LaunchLimits::shared_bytes;
  properties->major = 7;
  properties->minor = 5;
  properties->multiProcessorCount = 1;
  properties->maxThreadsPerBlock = static_cast<int>(LaunchLimits::threads);
  properties->warpSize = 32;
  return cudaSuccess;
}

cudaError_t cudaDriverGetVersion(int* number) {
  *number = settings().devices > 0 ? version : 0;
  return cudaSuccess;
}

cudaError_t cudaRuntimeGetVersion(int* number) {
  *number = version;
  return cudaSuccess;
}
